using System.Net;
using Amazon.Runtime;

namespace Ingest.Function.Delivery;

/// <summary>Tells from an exception or error code what it means for the units of a call.</summary>
internal static class AwsFailure
{
    public static WriteOutcome Classify(Exception e) => e switch
    {
        AmazonServiceException service => Classify(service.ErrorCode, service.StatusCode),
        // No answer, or one that could not be read: it may have been stored all the same.
        _ => WriteOutcome.Unavailable,
    };

    /// <param name="code">The service's error code, with or without its namespace.</param>
    /// <param name="status">The HTTP status; 0 where there is none, as for one record of a PutRecords result.</param>
    public static WriteOutcome Classify(string? code, HttpStatusCode status) => code switch
    {
        // Kinesis and DynamoDB API references, Common Errors; KMS for encrypted streams.
        "ProvisionedThroughputExceededException" or "ThrottlingException" or "Throttling" or "RequestLimitExceeded"
            or "LimitExceededException" or "KMSThrottlingException" or "ThrottledException" or "TooManyRequestsException" => WriteOutcome.Throttled,
        // A signature made a moment too early or with credentials just expired: the next try is signed anew.
        "ExpiredTokenException" or "ExpiredToken" or "RequestExpired" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" => WriteOutcome.Unavailable,
        "ValidationException" or "InvalidArgumentException" or "SerializationException" => WriteOutcome.Invalid,
        _ when status == HttpStatusCode.RequestEntityTooLarge => WriteOutcome.Invalid,
        _ when status == HttpStatusCode.TooManyRequests => WriteOutcome.Throttled,
        _ when (int)status is >= 400 and < 500 => WriteOutcome.Refused,
        _ => WriteOutcome.Unavailable,
    };

    public static string Describe(Exception e, bool timedOut) => e switch
    {
        AmazonServiceException { ErrorCode: not null } service => $"{service.ErrorCode} ({(int)service.StatusCode}): {service.Message}",
        _ when timedOut => "no answer in time",
        // HttpClient keeps why TLS failed one level down.
        HttpRequestException { InnerException: { } cause } => $"{e.GetType().Name}: {e.Message} {cause.GetType().Name}: {cause.Message}",
        _ => $"{e.GetType().Name}: {e.Message}",
    };
}

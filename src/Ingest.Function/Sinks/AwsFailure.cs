using System.Net;
using Amazon.Runtime;
using Ingest.Function.Delivery;
using Ingest.Function.Logging;

namespace Ingest.Function.Sinks;

/// <summary>Tells from an exception or error code what it means for the units of a call.</summary>
internal static class AwsFailure
{
    public static CallFailure Explain(Exception e) => e is AmazonServiceException service
        ? new(Classify(service.ErrorCode, service.StatusCode), service.ErrorCode, service.Message, Describe(e)) { RequestId = service.RequestId is { Length: > 0 } id ? id : null }
        // No response, or one that proves nothing: it may have been stored all the same.
        : new(WriteOutcome.Unavailable, null, e.Message, Describe(e));

    /// <summary>
    /// The table of error codes. A code that is not in it is judged by the status. Sources: Kinesis API reference, PutRecords and
    /// Common Errors; DynamoDB API reference, BatchWriteItem and Common Errors; DynamoDB developer guide, "Error handling";
    /// AWS SDKs and Tools reference guide, "Retry behavior" (transient and throttling codes).
    /// </summary>
    /// <param name="code">The service's error code, without its namespace.</param>
    /// <param name="status">The HTTP status; 0 if there is none, as for one record of a PutRecords result.</param>
    public static WriteOutcome Classify(string? code, HttpStatusCode status) => code switch
    {
        // Too much at once, for the shard, the table, the account or the key.
        "ProvisionedThroughputExceededException" or "ProvisionedThroughputExceeded" or "Throttling" or "ThrottlingException" or "ThrottledException"
            or "RequestThrottled" or "RequestThrottledException" or "TooManyRequestsException" or "RequestLimitExceeded" or "LimitExceededException"
            or "BandwidthLimitExceeded" or "SlowDown" or "PriorRequestNotComplete" or "KMSThrottlingException" => WriteOutcome.Throttled,

        // The service's own failure, or a conflict with another writer.
        "InternalFailure" or "InternalServerError" or "InternalError" or "InternalServerException" or "ServiceUnavailable" or "ServiceUnavailableException"
            or "RequestTimeout" or "RequestTimeoutException" or "ReplicatedWriteConflictException" or "TransactionInProgressException"
            or "TransactionConflictException" or "TransactionConflict" or "TransactionCanceledException" => WriteOutcome.Unavailable,
        // A signature made a moment too early, or with credentials just expired: the next try is signed anew.
        "ExpiredTokenException" or "ExpiredToken" or "RequestExpired" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" => WriteOutcome.Unavailable,

        // An operator must act: permissions, credentials, the stream, the table, the key.
        "AccessDeniedException" or "AccessDenied" or "NotAuthorized" or "UnauthorizedOperation" or "OptInRequired" or "SubscriptionRequiredException"
            or "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidAccessKeyId" or "InvalidToken" or "IncompleteSignature" or "IncompleteSignatureException"
            or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "MalformedHttpRequestException"
            or "ResourceNotFoundException" or "ResourceInUseException" or "TableNotFoundException" or "InvalidEndpointException"
            or "UnknownOperationException" or "InvalidAction" or "UnsupportedProtocol" or "NotSupported"
            or "KMSDisabledException" or "KMSAccessDeniedException" or "KMSNotFoundException" or "KMSInvalidStateException" or "KMSOptInRequired"
            or "InaccessibleEncryptionDateTimeException" => WriteOutcome.OperatorNeeded,

        // Something in the call can never be stored.
        "ValidationException" or "ValidationError" or "InvalidArgumentException" or "SerializationException" or "ItemCollectionSizeLimitExceededException"
            or "RequestEntityTooLarge" or "RequestEntityTooLargeException" or "PayloadTooLargeException" or "RequestTooLarge"
            or "InvalidParameterValue" or "InvalidParameterCombination" or "MissingParameter" or "MalformedQueryString" or "InvalidQueryParameter" => WriteOutcome.Invalid,

        _ => Classify(status),
    };

    /// <summary>
    /// What happened, in at most <see cref="LogRedaction.LongestError"/> bytes and without what could be used to sign: an
    /// InvalidSignatureException quotes the canonical string with the session token.
    /// </summary>
    private static string Describe(Exception e) => LogRedaction.Of(e switch
    {
        AmazonServiceException { ErrorCode: not null } service => $"{service.ErrorCode} ({(int)service.StatusCode}): {service.Message}",
        // HttpClient keeps why TLS failed one level down.
        HttpRequestException { InnerException: { } cause } => $"{e.GetType().Name}: {e.Message} {cause.GetType().Name}: {cause.Message}",
        _ => $"{e.GetType().Name}: {e.Message}",
    }, LogRedaction.LongestError);

    /// <summary>
    /// For codes that are not in the table. Another 4xx is OperatorNeeded: a request of this form is refused each time, and nothing
    /// proves the events wrong, so they must not be rejected as Invalid.
    /// </summary>
    private static WriteOutcome Classify(HttpStatusCode status) => (int)status switch
    {
        429 => WriteOutcome.Throttled,
        408 => WriteOutcome.Unavailable,
        413 => WriteOutcome.Invalid,
        >= 400 and < 500 => WriteOutcome.OperatorNeeded,
        _ => WriteOutcome.Unavailable,
    };
}

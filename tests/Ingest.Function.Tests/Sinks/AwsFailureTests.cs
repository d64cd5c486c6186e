using System.Net;
using System.Security.Authentication;
using System.Text;
using Amazon.Runtime;

namespace Ingest.Function.Tests.Sinks;

public sealed class AwsFailureTests
{
    [Theory]
    // Throttled: AWS SDKs and Tools reference guide, "Retry behavior"; Kinesis and DynamoDB API references.
    [InlineData("ProvisionedThroughputExceededException", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("ProvisionedThroughputExceeded", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("Throttling", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("ThrottlingException", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("ThrottledException", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("RequestThrottled", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("RequestThrottledException", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("TooManyRequestsException", 429, nameof(WriteOutcome.Throttled))]
    [InlineData("RequestLimitExceeded", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("LimitExceededException", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("BandwidthLimitExceeded", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("SlowDown", 503, nameof(WriteOutcome.Throttled))]
    [InlineData("PriorRequestNotComplete", 400, nameof(WriteOutcome.Throttled))]
    [InlineData("KMSThrottlingException", 400, nameof(WriteOutcome.Throttled))]
    // The service's own trouble, and requests that met another's.
    [InlineData("InternalFailure", 500, nameof(WriteOutcome.Unavailable))]
    [InlineData("InternalServerError", 500, nameof(WriteOutcome.Unavailable))]
    [InlineData("InternalError", 500, nameof(WriteOutcome.Unavailable))]
    [InlineData("InternalServerException", 500, nameof(WriteOutcome.Unavailable))]
    [InlineData("ServiceUnavailable", 503, nameof(WriteOutcome.Unavailable))]
    [InlineData("ServiceUnavailableException", 503, nameof(WriteOutcome.Unavailable))]
    [InlineData("RequestTimeout", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("RequestTimeoutException", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("ReplicatedWriteConflictException", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("TransactionInProgressException", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("TransactionConflictException", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("TransactionConflict", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("TransactionCanceledException", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("ExpiredTokenException", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("ExpiredToken", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("RequestExpired", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("InvalidSignatureException", 400, nameof(WriteOutcome.Unavailable))]
    [InlineData("SignatureDoesNotMatch", 403, nameof(WriteOutcome.Unavailable))]
    [InlineData("RequestTimeTooSkewed", 403, nameof(WriteOutcome.Unavailable))]
    // An operator must act.
    [InlineData("AccessDeniedException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("AccessDenied", 403, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("NotAuthorized", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("UnauthorizedOperation", 403, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("OptInRequired", 403, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("SubscriptionRequiredException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("UnrecognizedClientException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("InvalidClientTokenId", 403, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("InvalidAccessKeyId", 403, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("InvalidToken", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("IncompleteSignature", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("IncompleteSignatureException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("MissingAuthenticationToken", 403, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("MissingAuthenticationTokenException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("MalformedHttpRequestException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("ResourceNotFoundException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("ResourceInUseException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("TableNotFoundException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("InvalidEndpointException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("UnknownOperationException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("InvalidAction", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("UnsupportedProtocol", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("NotSupported", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("KMSDisabledException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("KMSAccessDeniedException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("KMSNotFoundException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("KMSInvalidStateException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("KMSOptInRequired", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("InaccessibleEncryptionDateTimeException", 400, nameof(WriteOutcome.OperatorNeeded))]
    // Something in the call can never be stored.
    [InlineData("ValidationException", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("ValidationError", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("InvalidArgumentException", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("SerializationException", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("ItemCollectionSizeLimitExceededException", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("RequestEntityTooLarge", 413, nameof(WriteOutcome.Invalid))]
    [InlineData("RequestEntityTooLargeException", 413, nameof(WriteOutcome.Invalid))]
    [InlineData("PayloadTooLargeException", 413, nameof(WriteOutcome.Invalid))]
    [InlineData("RequestTooLarge", 413, nameof(WriteOutcome.Invalid))]
    [InlineData("InvalidParameterValue", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("InvalidParameterCombination", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("MissingParameter", 400, nameof(WriteOutcome.Invalid))]
    [InlineData("MalformedQueryString", 404, nameof(WriteOutcome.Invalid))]
    [InlineData("InvalidQueryParameter", 400, nameof(WriteOutcome.Invalid))]
    // What is not in the table goes by the status.
    [InlineData("NewException", 400, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData("NewException", 429, nameof(WriteOutcome.Throttled))]
    [InlineData("NewException", 500, nameof(WriteOutcome.Unavailable))]
    [InlineData("", 403, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData(null, 404, nameof(WriteOutcome.OperatorNeeded))]
    [InlineData(null, 408, nameof(WriteOutcome.Unavailable))]
    [InlineData(null, 413, nameof(WriteOutcome.Invalid))]
    [InlineData(null, 502, nameof(WriteOutcome.Unavailable))]
    [InlineData(null, 503, nameof(WriteOutcome.Unavailable))]
    [InlineData(null, 504, nameof(WriteOutcome.Unavailable))]
    [InlineData(null, 206, nameof(WriteOutcome.Unavailable))]
    public void ACodeMeansOneThing(string? code, int status, string outcome)
    {
        AwsFailure.Classify(code, (HttpStatusCode)status).ToString().ShouldBe(outcome);
        if (!string.IsNullOrEmpty(code) && code != "NewException") AwsFailure.Classify(code, (HttpStatusCode)0).ToString().ShouldBe(outcome, "as a record's ErrorCode");
    }

    [Fact]
    public void ARecordsUnknownErrorCodeIsWorthAnotherTry() => AwsFailure.Classify("NewException", (HttpStatusCode)0).ShouldBe(WriteOutcome.Unavailable);

    [Fact]
    public void AConnectionThatFailedIsDescribedWithItsCause()
    {
        var failure = new HttpRequestException("The SSL connection could not be established.", new AuthenticationException("UntrustedRoot"));

        AwsFailure.Explain(failure).Description.ShouldBe("HttpRequestException: The SSL connection could not be established. AuthenticationException: UntrustedRoot");
    }

    [Theory]
    [InlineData('a')]
    [InlineData('ä')]
    [InlineData('€')]
    public void AServicesTextIsCutAtOneKilobyteAndSaysSo(char filler)
    {
        var text = AwsFailure.Explain(Failure("ValidationException", new string(filler, 5_000))).Description;

        text.ShouldStartWith($"ValidationException (400): {filler}{filler}");
        text.ShouldEndWith(" (cut: 5027 characters)");
        Encoding.UTF8.GetByteCount(text).ShouldBeInRange(LogRedaction.LongestError - 3, LogRedaction.LongestError + 40);
    }

    [Theory]
    [InlineData("The request signature we calculated does not match.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:x\nx-amz-security-token:SECRET\n'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\nSECRET'")]
    [InlineData("the string to sign was SECRET")]
    [InlineData("X-Amz-Security-Token: SECRET is expired")]
    [InlineData("Authorization: AWS4-HMAC-SHA256 Credential=SECRET")]
    public void WhatWasSignedIsNeverLogged(string message)
    {
        var text = AwsFailure.Explain(Failure("InvalidSignatureException", message)).Description;
        using var output = new MemoryStream();
        new LogWriter(output, TimeProvider.System).Warning(message);

        text.ShouldNotContain("SECRET");
        text.ShouldStartWith("InvalidSignatureException (400): ");
        text.ShouldContain("left out");
        Encoding.UTF8.GetString(output.ToArray()).ShouldNotContain("SECRET");
    }

    private static AmazonServiceException Failure(string code, string message) => new(message, ErrorType.Unknown, code, "id", HttpStatusCode.BadRequest);
}

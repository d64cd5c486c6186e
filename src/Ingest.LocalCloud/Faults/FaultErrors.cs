using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Signatures;

namespace Ingest.LocalCloud.Faults;

/// <summary>The error responses that faults give, as the services word them.</summary>
internal static class FaultErrors
{
    public static AwsException Of(FaultDefinition fault, string internalError, DateTimeOffset now) => fault.Kind.Name switch
    {
        "expired-credentials" => new("ExpiredTokenException", "The security token included in the request is expired"),
        "clock-skew" => Skewed(now, TimeSpan.FromMinutes(fault.Minutes)),
        _ => WholeCall(fault.Code ?? (fault.Status == 503 ? "ServiceUnavailable" : fault.Status is >= 400 and < 500 ? "ThrottlingException"
            : internalError), fault.Status),
    };

    private static AwsException WholeCall(string code, int? status)
    {
        var (usual, message) = code switch
        {
            "ThrottlingException" => (400, "Rate exceeded"),
            "ProvisionedThroughputExceededException" => (400, "The level of configured provisioned throughput was exceeded."),
            "RequestLimitExceeded" => (400, "Throughput exceeds the current throughput limit for your account."),
            "ServiceUnavailable" => (503, "Service is unable to handle request."),
            "InternalFailure" or "InternalServerError" => (500, "The request processing has failed because of an unknown error, exception or failure."),
            _ => (400, code),
        };
        return new AwsException(code, message, status ?? usual);
    }

    private static AwsException Skewed(DateTimeOffset now, TimeSpan skew)
    {
        return new("InvalidSignatureException", $"Signature expired: {Signature.Basic(now - skew)} is now earlier than {Signature.Basic(now.AddMinutes(-5))} ({Signature.Basic(now)} - 5 min.)");
    }
}

using Amazon.Runtime;
using Ingest.Testing;

namespace Amazon.Kinesis.Tests;

internal static class KinesisServices
{
    /// <summary>A Kinesis that responds to every request with that status and body.</summary>
    public static Task<LoopbackService> RespondingAsync(int status, string body, params (string Name, string Value)[] headers) =>
        LoopbackService.RespondingAsync(status, body, "application/x-amz-json-1.1", headers);

    /// <summary>A client of this service without retries of its own.</summary>
    public static AmazonKinesisClient Client(this LoopbackService service, Action<AmazonKinesisConfig>? configure = null)
    {
        var config = new AmazonKinesisConfig { ServiceURL = service.Url.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 };
        configure?.Invoke(config);
        return new AmazonKinesisClient(new BasicAWSCredentials("AKIDEXAMPLE", "secret"), config);
    }
}

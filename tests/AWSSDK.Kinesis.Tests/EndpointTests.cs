using Amazon.Kinesis.Model;
using Amazon.Runtime;

namespace Amazon.Kinesis.Tests;

public sealed class EndpointTests
{
    private const string Arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry";

    [Theory]
    [InlineData("eu-west-1", false, false, "https://kinesis.eu-west-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://kinesis-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://kinesis.us-east-1.api.aws/")]
    [InlineData("us-east-1", true, true, "https://kinesis-fips.us-east-1.api.aws/")]
    [InlineData("us-gov-west-1", true, false, "https://kinesis.us-gov-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", false, false, "https://kinesis.cn-north-1.amazonaws.com.cn/")]
    public void ARegionHasItsEndpoint(string region, bool fips, bool dualStack, string expected)
    {
        using var client = new AmazonKinesisClient(
            new AnonymousAWSCredentials(),
            new AmazonKinesisConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack });

        client.DetermineServiceOperationEndpoint(new PutRecordsRequest { StreamName = "telemetry" }).URL.ShouldBe(expected);
    }

    [Fact]
    public void AStreamNamedByArnHasItsAccountsEndpoint()
    {
        using var client = new AmazonKinesisClient(new AnonymousAWSCredentials(), RegionEndpoint.EUWest1);

        client.DetermineServiceOperationEndpoint(new PutRecordsRequest { StreamARN = Arn }).URL.ShouldBe("https://123456789012.data-kinesis.eu-west-1.amazonaws.com/");
        client.DetermineServiceOperationEndpoint(new ListShardsRequest { StreamARN = Arn }).URL.ShouldBe("https://123456789012.control-kinesis.eu-west-1.amazonaws.com/");
    }

    [Theory]
    [InlineData("telemetry", "Failed to parse ARN")]
    [InlineData("arn:aws:dynamodb:eu-west-1:123456789012:table/telemetry", "not for the Kinesis service")]
    [InlineData("arn:aws:kinesis:eu-west-1:123456789012:consumer/telemetry", "don't support `consumer`")]
    [InlineData("arn:aws-cn:kinesis:cn-north-1:123456789012:stream/telemetry", "doesn't match with partition name: aws")]
    public void AnArnOfAnotherKindIsRefused(string arn, string reason)
    {
        using var client = new AmazonKinesisClient(new AnonymousAWSCredentials(), RegionEndpoint.EUWest1);

        var error = Should.Throw<AmazonClientException>(() => client.DetermineServiceOperationEndpoint(new PutRecordsRequest { StreamARN = arn }));

        error.Message.ShouldContain(reason);
    }

    [Fact]
    public void AConfiguredEndpointWinsOverTheArn()
    {
        using var client = new AmazonKinesisClient(new AnonymousAWSCredentials(), new AmazonKinesisConfig { ServiceURL = "http://127.0.0.1:4566" });

        client.DetermineServiceOperationEndpoint(new PutRecordsRequest { StreamARN = Arn }).URL.ShouldBe("http://127.0.0.1:4566/");
    }

    [Fact]
    public async Task TheServicesEndpointVariableIsHonoured()
    {
        await using var service = await KinesisServices.RespondingAsync(200, """{"ShardIterator":"A"}""");
        // The one test that touches the environment: every other client here names its endpoint itself, which wins.
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_KINESIS", service.Url.ToString());
        try
        {
            using var client = new AmazonKinesisClient(new BasicAWSCredentials("a", "b"), new AmazonKinesisConfig { AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });

            (await client.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = "s" })).ShardIterator.ShouldBe("A");

            service.Requests[0].Headers["Authorization"].ShouldContain("/eu-west-1/kinesis/aws4_request");
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_KINESIS", null);
        }
    }
}

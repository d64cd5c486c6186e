using Amazon.Runtime;
using Ingest.Function.Tests.Sinks;

namespace Ingest.Function.Tests.Aws;

public sealed class AwsClientTests
{
    [Theory]
    [InlineData(Service.Kinesis)]
    [InlineData(Service.DynamoDb)]
    public async Task AClockThatIsOffIsCorrectedByTheServers(Service service)
    {
        await using var sinks = await LocalSinks.StartAsync();
        var slow = new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddHours(-3));
        var sink = sinks.Sink(Transport.Direct, service, time: slow);

        var failure = await Should.ThrowAsync<AmazonServiceException>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default));
        var outcomes = await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default);

        failure.ErrorCode.ShouldBe("InvalidSignatureException");
        AwsFailure.Explain(failure).Outcome.ShouldBe(WriteOutcome.Unavailable);
        outcomes.ShouldBe([WriteOutcome.Written]);
    }

    [Fact]
    public async Task CredentialsThatTheServiceCallsExpiredAreReadAnew()
    {
        await using var sinks = await LocalSinks.StartAsync();
        var credentials = new RotatedCredentials();
        var sink = sinks.Sink(Transport.Direct, Service.Kinesis, credentials: credentials);
        await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default);
        await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default);
        credentials.Generated.ShouldBe(1);
        sinks.Inject("kinesis:expired-credentials:count=1");

        await Should.ThrowAsync<AmazonServiceException>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default));
        await sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default);

        credentials.Generated.ShouldBe(2);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_KINESIS", "http://127.0.0.1:1/kinesis", "http://127.0.0.1:1/kinesis")]
    [InlineData("AWS_ENDPOINT_URL", "http://127.0.0.1:1", "http://127.0.0.1:1/")]
    [InlineData("AWS_REGION", "eu-central-1", "https://kinesis.eu-central-1.amazonaws.com/")]
    [InlineData("AWS_REGION", "cn-north-1", "https://kinesis.cn-north-1.amazonaws.com.cn/")]
    public void TheEndpointIsTheVariablesElseTheRegions(string name, string value, string expected)
    {
        var environment = new AwsEnvironment(n => n == name ? value : n == "AWS_REGION" ? "us-east-1" : null);

        environment.EndpointOf("kinesis", "KINESIS").Uri.ToString().ShouldBe(expected);
    }

    [Fact]
    public void AnEndpointThatIsNoUrlIsNamed()
    {
        var environment = new AwsEnvironment(n => n == "AWS_REGION" ? "us-east-1" : n == "AWS_ENDPOINT_URL_KINESIS" ? "localhost:4566" : null);

        Should.Throw<AmazonClientException>(() => environment.EndpointOf("kinesis", "KINESIS")).Message.ShouldBe("AWS_ENDPOINT_URL_KINESIS must be an http or https URL; it is 'localhost:4566'.");
    }

    [Fact]
    public void MissingCredentialsAreASentenceThatNamesTheVariables()
    {
        var environment = new AwsEnvironment(n => n is "AWS_REGION" ? "us-east-1" : n is "AWS_ACCESS_KEY_ID" ? "key" : null);

        Should.Throw<AmazonClientException>(() => environment.Credentials(TimeProvider.System)).Message.ShouldContain("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }

    private sealed class RotatedCredentials : RefreshingAWSCredentials
    {
        public int Generated { get; private set; }

        protected override CredentialsRefreshState GenerateNewCredentials()
        {
            Generated++;
            return new CredentialsRefreshState(new ImmutableCredentials(LocalSinks.AccessKey, LocalSinks.SecretKey, $"token-{Generated}"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));
        }
    }
}

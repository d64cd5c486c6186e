using Amazon.Runtime;
using Ingest.LoadGen.CloudWatch;
using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LoadGen.Tests.CloudWatch;

public sealed class PlatformReaderTests : IAsyncLifetime
{
    private readonly AwsEndpoint _aws = new(new AwsOptions { Credentials = new Dictionary<string, string> { ["key"] = "secret" } }, TimeProvider.System);
    private readonly DateTimeOffset _minute = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60);
    private LoopbackServer _server = null!;

    public async Task InitializeAsync() => _server = await LoopbackServer.StartAsync(0, _aws.HandleAsync, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _aws.DynamoDb.Dispose();
    }

    [Fact]
    public async Task TheMinutesOfARunAreJoined()
    {
        for (var request = 0; request < 100; request++) Request(_aws, _minute.AddSeconds(10), latency: 10);
        for (var request = 0; request < 300; request++) Request(_aws, _minute.AddSeconds(70), latency: 20, status: request < 30 ? 429 : 202);
        Request(_aws, _minute.AddSeconds(-1), latency: 999);

        var metrics = await ReadAsync("secret");

        (metrics.Requests, metrics.Status4xx, metrics.Status5xx).ShouldBe((400, 30, 0));
        metrics.Latency.Average.ShouldBe(17.5, 0.01);
        metrics.Latency.P50.ShouldBe(17.5, 0.2);
        metrics.Latency.WorstP99.ShouldBe(20, 0.5);
        (metrics.Invocations, metrics.ConcurrentExecutions).ShouldBe((0, 0));
    }

    [Fact]
    public async Task ASignatureThatDoesNotMatchIsRefusedWithTheReason()
    {
        Request(_aws, _minute, latency: 1);

        var refused = await Should.ThrowAsync<HttpRequestException>(() => ReadAsync("wrong"));

        refused.Message.ShouldContain("InvalidSignatureException");
    }

    [Fact]
    public async Task AnEndpointThatIsNotThereIsASentence()
    {
        await _server.DisposeAsync();

        var failed = await Should.ThrowAsync<PlatformException>(() =>
            new PlatformReader(new PlatformOptions { Function = "ingest", Endpoint = _server.Address }, TimeProvider.System).ReadAsync(_minute, 1, CancellationToken.None));

        failed.Message.ShouldStartWith("CloudWatch could not be read: ");
    }

    [Fact]
    public async Task ARunReportsBothSidesAndWhyTheyDiffer()
    {
        // Any key may sign here: the reader takes those of the environment.
        var aws = new AwsEndpoint(new AwsOptions(), TimeProvider.System);
        await using var cloudWatch = await LoopbackServer.StartAsync(0, aws.HandleAsync, CancellationToken.None);
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            Request(aws, TimeProvider.System.GetUtcNow(), latency: 3);
            return ScriptedEndpoint.Accept(context, 1);
        });
        using var output = new StringWriter();
        var console = PlainConsole.On(output);
        var options = new LoadOptions { Url = endpoint.Url, Seed = 1, Platform = new PlatformOptions { Function = "ingest", Endpoint = cloudWatch.Address } };

        var summary = await new LoadCommand(options, TimeProvider.System, console)
            .RunAsync(LoadPlan.Constant(20, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), new LoadSettings()), CancellationToken.None);

        aws.DynamoDb.Dispose();
        summary.Platform!.Requests.ShouldBe(40);
        var requests = PlatformRow.Of(summary.Platform, summary)[0];
        (requests.Platform, requests.Client).ShouldBe(("40", "20"));
        requests.Why.ShouldStartWith("20 more than reached it while measured: warm-up");
        output.ToString().ShouldContain(requests.Why);
        MarkdownReport.Render(summary, null).ShouldContain(requests.Why);
        HtmlReport.Render(summary, null).ShouldContain("CloudWatch beside the client");
    }

    private static void Request(AwsEndpoint aws, DateTimeOffset time, double latency, int status = 202)
    {
        Dimension[] dimensions = [new("FunctionName", "ingest")];
        aws.Metrics.Record("AWS/Lambda", "UrlRequestCount", dimensions, 1, "Count", time);
        aws.Metrics.Record("AWS/Lambda", "Url4xxCount", dimensions, status is >= 400 and < 500 ? 1 : 0, "Count", time);
        aws.Metrics.Record("AWS/Lambda", "UrlRequestLatency", dimensions, latency, "Milliseconds", time);
    }

    private async Task<PlatformMetrics> ReadAsync(string secret)
    {
        using var client = new MetricDataClient(_server.Address, "us-east-1", new BasicAWSCredentials("key", secret));
        var to = _minute.AddMinutes(2);
        return PlatformMetrics.Of("ingest", _minute, to, await client.ReadAsync("ingest", PlatformMetrics.Queries, _minute, to, CancellationToken.None));
    }
}

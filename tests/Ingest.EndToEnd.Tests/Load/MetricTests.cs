using System.Text.Json.Nodes;
using Ingest.LocalCloud.Services.CloudWatch;
using Spectre.Console;

namespace Ingest.EndToEnd.Tests.Load;

/// <summary>What the compiled function's metrics add up to in CloudWatch, held against what its producers counted.</summary>
public sealed class MetricTests : IDisposable
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("ingest-metrics-");

    public void Dispose() => _reports.Delete(recursive: true);

    /// <summary>Environments come and go on the way: each writes its last counts when it is told to end.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("kinesis:partial:every=2,records=1/3")]
    [InlineData("dynamodb:throttle:every=3")]
    public async Task TheTotalsAreTheLoadGeneratorsOverScaleDownAndShutdown(string? fault)
    {
        var cloud = await Cloud.StartAsync(o => o with { IdleTimeout = TimeSpan.FromSeconds(1) });
        if (fault is not null) cloud.Host.Faults.Add(FaultParser.Parse(fault, out _)!);
        var plan = LoadPlan.Constant(40, TimeSpan.FromSeconds(2), TimeSpan.Zero, new LoadSettings { InvalidPercent = 10, Payloads = [new PayloadSettings { Events = 5 }] });
        var load = plan.Scenarios[0];
        var pause = new LoadStage(false, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        var options = new LoadOptions { Url = new Uri(cloud.Host.FunctionUrl, "v1/events"), Seed = 1, Console = cloud.Host.ConsoleUrl, ReportFolder = _reports.FullName };

        var summary = await new LoadCommand(options, TimeProvider.System, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null), Interactive = InteractionSupport.No }))
            .RunAsync(plan with { Scenarios = [load with { Stages = [load.Stages[0], pause, load.Stages[0]] }] }, CancellationToken.None);
        var living = cloud.Host.Function.Environments.List().Count;
        var started = cloud.Host.Metrics.ReadTotals().ColdStarts.Count;
        await cloud.DisposeAsync();

        started.ShouldBeGreaterThan(living, "no environment was scaled down");
        Sum(cloud, "ColdStart").ShouldBe(started);
        var counts = summary.Conservation.Counts;
        counts.Failed.ShouldBe(0);
        (Sum(cloud, "Accepted"), Sum(cloud, "Rejected"), Sum(cloud, "NotStored"), Sum(cloud, "Refused")).ShouldBe((counts.Acknowledged, counts.Rejected, 0, 0));
        Sum(cloud, "Received").ShouldBe(counts.Sent);
        // By code, they are the same events.
        cloud.Host.Aws.Metrics.All.Where(series => series.Namespace == "Ingest" && series.Name == "Rejected" && series.Dimensions.Count == 2).Sum(Sum).ShouldBe(counts.Rejected);
        if (fault is not null) Sum(cloud, "Retries", ("Sink", fault[..fault.IndexOf(':')])).ShouldBeGreaterThan(0);
        else cloud.Host.Aws.Metrics.All.ShouldNotContain(static series => series.Name == "Retries");
    }

    /// <summary>What it counted since its last line, of at most ten seconds, is all that a killed environment takes with it.</summary>
    [Fact]
    public async Task OfAKilledEnvironmentWhatFollowsItsLastLineIsLostAndNoMore()
    {
        var cloud = await Cloud.StartAsync(o => o with { Concurrency = 1 });
        var before = await AcceptedOfAsync(cloud, "a", 40);
        // What is rejected is written at once, and what was counted before it.
        (await cloud.PostAsync("[{}]")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var lost = await AcceptedOfAsync(cloud, "b", 30);

        var killed = cloud.Host.Function.Environments.List().ShouldHaveSingleItem();
        killed.Kill();
        var after = await AcceptedOfAsync(cloud, "c", 20);
        await cloud.DisposeAsync();

        // On a machine so slow that ten seconds passed, less is lost.
        var written = LinesOf(cloud, killed.LogStream).Sum(static line => line["Received"]?.GetValue<int>() ?? 0);
        written.ShouldBeInRange(before + 1, before + 1 + lost);
        (Sum(cloud, "Received"), Sum(cloud, "Accepted"), Sum(cloud, "Rejected")).ShouldBe((written + after, written - 1 + after, 1));
    }

    private static async Task<int> AcceptedOfAsync(Cloud cloud, string prefix, int posts)
    {
        var accepted = 0;
        for (var i = 0; i < posts; i++)
        {
            if ((await cloud.PostAsync(SampleEvents.Event("dev", $"{prefix}-{i}"))).Status == HttpStatusCode.Accepted) accepted++;
        }
        return accepted;
    }

    private static double Sum(Cloud cloud, string name, params (string Name, string Value)[] dimensions) =>
        cloud.Host.Aws.Metrics.Find("Ingest", name, [new("FunctionName", cloud.Host.Options.FunctionName), .. dimensions.Select(d => new Dimension(d.Name, d.Value))]) is { } series ? Sum(series) : 0;

    private static double Sum(MetricSeries series) => series.Periods(0, int.MaxValue, int.MaxValue).Values.Sum(static bucket => bucket.Sum);

    private static List<JsonObject> LinesOf(Cloud cloud, string stream) =>
        [.. cloud.Host.Logs.Read(0, int.MaxValue).Where(line => line.LogStream == stream && line.Text.Contains("\"_aws\"", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line.Text)!.AsObject())];
}

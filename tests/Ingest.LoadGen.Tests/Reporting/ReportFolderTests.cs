using System.Xml.Linq;

namespace Ingest.LoadGen.Tests.Reporting;

public sealed class ReportFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report").FullName;

    [Fact]
    public async Task EveryReportIsWrittenAndSaysTheSame()
    {
        var summary = await RunAsync("first", null);
        var second = await RunAsync("second", summary);

        var html = Read("second", "report.html");
        html.ShouldContain("passed</p>");
        html.ShouldContain(second.Conservation.ToString());
        // Latency, requests, outcomes, in flight, bytes and how long they took.
        html.Split("<figure class=\"chart\"").Length.ShouldBe(1 + 6);
        second.Timeline.Sum(s => s.BytesSent).ShouldBeGreaterThan(0);
        second.Timeline.Sum(s => s.BytesReceived).ShouldBeGreaterThan(0);
        second.Timeline[^1].InFlight.ShouldBe(0);
        var markdown = Read("second", "report.md");
        markdown.ShouldContain("## Against the baseline");
        var csv = Read("second", "timeline.csv").TrimEnd().Split('\n');
        csv.Length.ShouldBe(second.Timeline.Count + 1);
        csv.ShouldAllBe(line => line.Split(',').Length == csv[0].Split(',').Length);
        var suite = XDocument.Parse(Read("second", "junit.xml")).Root!.Element("testsuite")!;
        suite.Attribute("failures")!.Value.ShouldBe("0");
        suite.Elements("testcase").Count().ShouldBe(second.Verdict.Checks.Count);
        SummaryJson.Load(Path.Combine(_folder, "second", "summary.json")).Throughput.ShouldBe(second.Throughput);
    }

    [Fact]
    public void WhatIsNoSummaryIsRefusedInASentence()
    {
        var path = Path.Combine(_folder, "other.json");
        File.WriteAllText(path, "{}");

        Should.Throw<ScenarioException>(() => SummaryJson.Load(path)).Message.ShouldContain("is not the summary of a run");
    }

    [Fact]
    public void ASparklineScalesToItsHighestValue() => LoadDisplay.Sparkline([0, 1, 2, 4]).ShouldBe("▁▃▅█");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Read(string run, string file) => File.ReadAllText(Path.Combine(_folder, run, file));

    private async Task<RunSummary> RunAsync(string name, RunSummary? baseline)
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var console = PlainConsole.On(TextWriter.Null);
        var options = new LoadOptions { Url = endpoint.Url, Seed = 1, ReportFolder = Path.Combine(_folder, name), Baseline = baseline, TolerableLag = TimeSpan.MaxValue };
        return await new LoadCommand(options, TimeProvider.System, console)
            .RunAsync(LoadPlan.Constant(50, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings()), CancellationToken.None);
    }
}

using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace NBomber.Tests;

/// <summary>nbomber.com/docs/nbomber/nbomber-runner and nbomber.com/docs/nbomber/json-config</summary>
public class NBomberRunnerTests
{
    private static ScenarioProps Short(string name) =>
        Scenario.Create(name, VirtualTime.Ok).WithoutWarmUp().WithLoadSimulations(Simulation.Inject(10, 1.Seconds(), 1.Seconds()));

    [Fact]
    public void OnlyTargetScenariosRun()
    {
        var stats = NBomberRunner.RegisterScenarios(Short("a"), Short("b")).WithTargetScenarios("b").RunVirtually();

        stats.ScenarioStats.Select(s => s.ScenarioName).ShouldBe(["b"]);
    }

    [Fact]
    public void TheJsonConfigWinsOverTheCode()
    {
        var stats = NBomberRunner.RegisterScenarios(Short("a").WithWarmUpDuration(20.Seconds()))
            .WithTestName("code")
            .LoadConfig("""
                { "TestSuite": "suite", "TestName": "json", "TargetScenarios": ["a"],
                  "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "a", "WarmUpDuration": "00:00:01", "MaxFailCount": 500,
                      "LoadSimulationsSettings": [ { "RampingInject": [2, "00:00:01", "00:00:02"] }, { "Inject": [3, "00:00:01", "00:00:04"] }, { "Pause": "00:00:01" } ] } ] } }
                """).RunVirtually();

        (stats.TestInfo.TestSuite, stats.TestInfo.TestName).ShouldBe(("suite", "json"));
        stats.ScenarioStats[0].Ok.Request.Count.ShouldBe(1 + 12);
        stats.ScenarioStats[0].Duration.ShouldBe(7.Seconds());
    }

    [Fact]
    public void ArgumentsLoadTheConfigAndNameTheTargets()
    {
        using var folder = new TemporaryFolder();
        var config = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(config, """{ "TestName": "from file" }""");

        var context = Configuration.CommandLine.Apply(NBomberRunner.RegisterScenarios(Short("a"), Short("b")), [$"--config={config}", "--target=b"]);

        (context.TestName, context.TargetScenarios!.Single()).ShouldBe(("from file", "b"));
    }

    [Theory]
    [InlineData("--target", "b", "a")]
    [InlineData("--target=b", "--target=a")]
    [InlineData("-t", "b,a")]
    public void SeveralTargetsMayBeNamed(params string[] arguments) =>
        Configuration.CommandLine.Apply(NBomberRunner.RegisterScenarios(Short("a"), Short("b"), Short("c")), arguments).TargetScenarios.ShouldBe(["b", "a"]);

    [Fact]
    public void ReportsGoIntoAFolderOfTheSessionUnlessOneIsNamed()
    {
        var session = $"session-{Guid.NewGuid():N}";

        var stats = NBomberRunner.RegisterScenarios(Short("a")).WithReportFormats(ReportFormat.Csv).Run($"--session-id={session}", "--display-console-metrics=false");

        var folder = Path.Combine("reports", session);
        (stats.TestInfo.SessionId, Path.GetDirectoryName(stats.ReportFiles.Single().FilePath)).ShouldBe((session, folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AConfigurationThatCannotRunIsRefusedInASentence()
    {
        Should.Throw<InvalidOperationException>(() => NBomberRunner.RegisterScenarios(Short("a"), Short("a")).Run()).Message.ShouldContain("unique");
        Should.Throw<InvalidOperationException>(() => NBomberRunner.RegisterScenarios(Short("a")).WithTargetScenarios("c").Run()).Message.ShouldContain("'c'");
        Should.Throw<InvalidOperationException>(() => NBomberRunner.RegisterScenarios(Short("a")).WithReportingInterval(1.Seconds()).Run()).Message.ShouldContain("at least");
    }

    [Fact]
    public void ReportsAreWrittenInEveryFormat()
    {
        using var folder = new TemporaryFolder();
        var scenario = Scenario.Create("a", VirtualTime.Ok).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForInject(100, 1.Seconds(), 100));

        var stats = NBomberRunner.RegisterScenarios(scenario).WithTestSuite("suite").WithTestName("<name>")
            .WithReportFolder(folder.Path).WithReportFileName("report")
            .WithReportFormats(ReportFormat.Txt, ReportFormat.Html, ReportFormat.Csv, ReportFormat.Md).DisplayConsoleMetrics(false).Run();

        stats.ReportFiles.Select(f => Path.GetFileName(f.FilePath)).ShouldBe(["report.txt", "report.html", "report.csv", "report.md"]);
        stats.ReportFiles.ShouldAllBe(f => File.ReadAllText(f.FilePath) == f.ReportContent);
        stats.ReportFiles[1].ReportContent.ShouldContain("&lt;name&gt;");
        var csv = stats.ReportFiles[2].ReportContent.Split('\n');
        csv[0].Split(',').Length.ShouldBe(csv[1].Split(',').Length);
        csv[1].ShouldContain(",100,100,0,");
        stats.ReportFiles[3].ReportContent.ShouldContain("| 200 | 100 | 100 % |");
    }

    [Fact]
    public void TheFinalizerChangesReportsAndNotTheResult()
    {
        using var folder = new TemporaryFolder();
        var hidden = Scenario.Create("hidden", VirtualTime.Ok).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForInject(10, 1.Seconds(), 1));

        var stats = NBomberRunner.RegisterScenarios(hidden).WithReportFolder(folder.Path).WithReportFormats(ReportFormat.Csv).DisplayConsoleMetrics(false)
            .WithReportFinalizer(data => ReportData.Create([.. data.ScenarioStats.Where(s => s.ScenarioName != "hidden")])).Run();

        stats.ScenarioStats.Exists("hidden").ShouldBeTrue();
        stats.ReportFiles[0].ReportContent.ShouldNotContain("hidden");
    }

    /// <summary>nbomber.com/docs/nbomber/reporting-sinks</summary>
    [Fact]
    public void SinksGetRealtimeAndFinalStatistics()
    {
        using var sink = new RecordingSink();
        var scenario = Scenario.Create("a", VirtualTime.Ok).WithoutWarmUp().WithLoadSimulations(Simulation.Inject(10, 1.Seconds(), 22.Seconds()));

        NBomberRunner.RegisterScenarios(scenario).WithReportingSinks(sink).RunVirtually();

        sink.Calls.First().ShouldBe("init");
        sink.Calls.Skip(1).First().ShouldBe("start a");
        sink.Calls.Count(c => c == "realtime").ShouldBe(4);
        sink.Calls.TakeLast(2).ShouldBe(["final 220", "stop"]);
    }

    /// <summary>nbomber.com/docs/nbomber/timeouts</summary>
    [Fact]
    public void IterationsThatDoNotEndAreWaitedForNoLongerThanTheCompletionTimeout()
    {
        var never = new TaskCompletionSource<IResponse>();
        var scenario = Scenario.Create("a", _ => never.Task).WithoutWarmUp().WithLoadSimulations(Simulation.Inject(1, 1.Seconds(), 2.Seconds()));

        var stats = NBomberRunner.RegisterScenarios(scenario).WithScenarioCompletionTimeout(3.Seconds()).RunVirtually(timeAfterSchedules: true);

        (stats.AllRequestCount, stats.ScenarioStats[0].Duration).ShouldBe((0, 2.Seconds()));
    }

    private sealed class RecordingSink : IReportingSink
    {
        public List<string> Calls { get; } = [];
        public string SinkName => "recording";

        public Task Init(IBaseContext context, IConfiguration infraConfig) => Record("init");
        public Task Start(SessionStartInfo sessionInfo) => Record($"start {sessionInfo.Scenarios.Single().ScenarioName}");
        public Task SaveRealtimeStats(ScenarioStats[] stats) => Record("realtime");
        public Task SaveFinalStats(NodeStats stats) => Record($"final {stats.AllOkCount}");
        public Task Stop() => Record("stop");
        public void Dispose() { }

        private Task Record(string call)
        {
            Calls.Add(call);
            return Task.CompletedTask;
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("nbomber").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

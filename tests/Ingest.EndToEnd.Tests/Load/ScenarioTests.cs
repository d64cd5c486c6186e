using Spectre.Console;

namespace Ingest.EndToEnd.Tests.Load;

/// <summary>Every scenario of perf/scenarios, made short and light, by the real generator against the compiled function.</summary>
public sealed class ScenarioTests : IDisposable
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("ingest-scenario-");

    public static TheoryData<string> Scenarios => [.. Directory.GetFiles(Folder(), "*.json").Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task AScenarioEndsWithAReportOfItsWholeLoadAndAVerdictOnEachThreshold(string name)
    {
        await using var cloud = await Cloud.StartAsync();
        var plan = Short(ScenarioFiles.Load(name));
        var options = new LoadOptions { Url = new Uri(cloud.Host.FunctionUrl, "v1/events"), Seed = 1, Console = cloud.Host.ConsoleUrl, ReportFolder = _reports.FullName };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null), Interactive = InteractionSupport.No });

        var summary = await new LoadCommand(options, TimeProvider.System, console).RunAsync(plan, CancellationToken.None);

        summary.Conservation.Problems.ShouldBeEmpty();
        summary.Throughput.Posts.ShouldBe(summary.Capacity is null ? plan.Scenarios.Sum(s => new ArrivalProfile(s.Stages).Starts) : summary.Capacity.Steps[^1].Rate);
        summary.Thresholds.Count.ShouldBe(plan.Scenarios.Sum(s => s.Thresholds.Count) + OwnObjectives(plan.Settings, summary));
        summary.Thresholds.ShouldAllBe(t => t.Problem == null);
        SummaryJson.Load(Path.Combine(_reports.FullName, "summary.json")).Throughput.ShouldBe(summary.Throughput);
        File.ReadAllText(Path.Combine(_reports.FullName, "report.html")).ShouldContain($">{summary.Verdict.Name}<");
    }

    public void Dispose() => _reports.Delete(recursive: true);

    /// <summary>A second a stage, of at most 60 requests, no warm-up; a search of two steps.</summary>
    private static LoadPlan Short(LoadPlan plan)
    {
        var length = plan.Scenarios.Max(s => s.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.During));
        var light = plan.Stretched(TimeSpan.FromSeconds(1) / length).Scaled(Math.Min(1, 60 / plan.Scenarios.Sum(s => s.PeakPerSecond)));
        return light.Each(s => s with
        {
            WarmUp = TimeSpan.Zero,
            Settings = s.Settings with { FindCapacity = s.Settings.FindCapacity is { } search ? search with { From = 20, To = 40 } : null }
        });
    }

    private static int OwnObjectives(LoadSettings settings, RunSummary summary) =>
        (settings.DeliveredPercent is null ? 0 : 1) + (settings.RecoverySeconds is null ? 0 : 1)
        + (settings.CreepPercent is null || Objectives.Creep(summary.Timeline) is null ? 0 : 1) + (settings.FindCapacity is null ? 0 : 1);

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Ingest.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "perf", "scenarios");
    }
}

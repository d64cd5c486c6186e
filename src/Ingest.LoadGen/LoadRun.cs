using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace Ingest.LoadGen;

/// <summary>One load against one endpoint: a fleet whose posts NBomber starts on schedule, whatever became of those before.</summary>
internal sealed class LoadRun : IDisposable
{
    // Resends of the last posts may take as long as the producer's patience.
    private static readonly TimeSpan CompletionTimeout = RetryPolicy.Patient.Budget + TimeSpan.FromSeconds(30);

    private readonly LoadPlan _plan;
    private readonly LoadScenario[] _scenarios;

    /// <param name="plan">What is to be driven.</param>
    /// <param name="fleet">Whose events.</param>
    /// <param name="ledger">Keeps account of them.</param>
    /// <param name="connect">Makes a scenario's connections.</param>
    /// <param name="time">The clock of the run.</param>
    /// <param name="stop">Ends it early.</param>
    public LoadRun(LoadPlan plan, DeviceFleet fleet, EventLedger ledger, Func<ScenarioPlan, IngestClient> connect, TimeProvider time, CancellationToken stop)
    {
        _plan = plan;
        Recorder = RunRecorder.Of(plan, time);
        _scenarios = [.. plan.Scenarios.Select((s, index) => new LoadScenario(s, index, Recorder, fleet, ledger, connect, time, stop))];
    }

    public RunRecorder Recorder { get; }

    /// <summary>Runs the load to its end; blocks as NBomber does.</summary>
    /// <param name="configPath">The plan as NBomber's JSON config.</param>
    /// <param name="reportFolder">Where NBomber puts its own report; null for none.</param>
    /// <param name="sinks">Told how it goes.</param>
    public NodeStats Run(string configPath, string? reportFolder, params IReportingSink[] sinks)
    {
        var context = NBomberRunner.RegisterScenarios([.. _scenarios.Select(s => s.Props)])
            .LoadConfig(configPath)
            .WithScenarioCompletionTimeout(CompletionTimeout)
            .WithReportingSinks(sinks)
            .DisplayConsoleMetrics(false);
        context = reportFolder is null
            ? context.WithoutReports()
            : context.WithReportFolder(reportFolder).WithReportFileName("nbomber").WithReportFormats(Formats());
        if (Environment.GetEnvironmentVariable("NBOMBER_LICENSE") is { Length: > 0 } license) context = context.WithLicense(license);
        var stats = context.Run();
        Recorder.Timeline.Close();
        return stats;
    }

    public void Dispose()
    {
        foreach (var scenario in _scenarios) scenario.Dispose();
    }

    private ReportFormat[] Formats() => _plan.ReportFormats is { } named ? [.. named.Select(Enum.Parse<ReportFormat>)] : [ReportFormat.Html, ReportFormat.Md, ReportFormat.Csv, ReportFormat.Txt];
}

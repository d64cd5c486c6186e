using System.CommandLine;
using System.Diagnostics;
using Ingest.LoadGen.Results;
using Ingest.Perf.Commands;
using Ingest.Perf.LocalCloud;

namespace Ingest.Perf.Load;

/// <summary>The scenarios of perf/scenarios, each against a local cloud of its own, both sinks read back, in one table.</summary>
internal static class ScenariosCommand
{
    private const string Cloud = "src/Ingest.LocalCloud/bin/Release/net10.0/Ingest.LocalCloud.dll";
    private const string Generator = "src/Ingest.LoadGen/bin/Release/net10.0/Ingest.LoadGen.dll";

    public static Command Create()
    {
        var scenarios = new Option<string[]>("--scenarios")
        {
            Description = "Which, each by NAME or NAME=TIMESCALE.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["steady", "ramp", "spike", "soak=0.4", "burst-from-cold", "throttle", "payload-mix", "single-event-devices", "batched-gateways", "two-fleets", "find-capacity"],
        };
        var reports = new Option<string?>("--report-folder") { Description = "Where each run's own reports are written, a folder a scenario." };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/scenarios.md" };
        var command = new Command("scenarios", "Every scenario of the load generator against the local cloud. Exit code 1: one did not pass.") { scenarios, reports, output };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var turns = parsed.GetRequiredValue(scenarios).Select(ScenarioTurn.Parse).ToArray();
                var runs = new List<ScenarioRun>();
                foreach (var turn in turns)
                {
                    cancellation.ThrowIfCancellationRequested();
                    runs.Add(Run(turn, parsed.GetValue(reports)));
                }
                Report(Testing.Reports.CommandLine.Of(parsed, "./ingest bench"), runs).Publish(parsed.GetRequiredValue(output));
                return runs.All(r => r.Summary.Verdict.Held) ? 0 : 1;
            },
            cancellation));
        return command;
    }

    private static ScenarioRun Run(ScenarioTurn turn, string? reports)
    {
        var begun = Stopwatch.GetTimestamp();
        using var cloud = new LocalCloudProcess(Cloud, MeasureOptions.FunctionPath, turn.Limits);
        string[] folder = reports is null ? [] : ["--report-folder", Path.Combine(reports, turn.Name), "--cloudwatch-endpoint", $"{cloud.AwsEndpoint}"];
        return new ScenarioRun(turn, GeneratorRun.Run(Generator, cloud, [.. turn.Load, .. folder]), Stopwatch.GetElapsedTime(begun));
    }

    private static Report Report(string command, IReadOnlyList<ScenarioRun> runs)
    {
        var report = new Report("The scenarios against the local cloud", command);
        report.Paragraph("Each ran as `./ingest load --scenario NAME --time-scale SCALE --verify sinks` against a local cloud that had just started. Load generator, Function URL, function and sinks share this machine. "
            + "Latencies are of 2xx responses: from the actual send, and from the moment the schedule meant the request to start (first requests only). Missing: acknowledged and not found in both sinks.");
        report.Table(
            ["scenario", "local cloud", "asked/s", "answered/s", "p50, p99 ms", "p50, p99 ms intended", "late by p99, ms", "statuses", "delivered at first, in the end, %", "missing", "took, s", "verdict"],
            runs.Select(r => r.Row));
        foreach (var run in runs)
        {
            var summary = run.Summary;
            if (summary.Capacity is { } capacity)
                report.Paragraph($"{run.Turn}: **{capacity.SustainedRate:N0} POSTs/s sustained**; steps {string.Join(", ", capacity.Steps.Select(s => $"{s.Rate:N0} ({s.Broke ?? "kept"})"))}. The row above is of its last step.");
            if (summary.Thresholds.Count > 0) report.Paragraph($"{run.Turn}: {string.Join("; ", summary.Thresholds.Select(t => $"{t.Check}: {(t.Passed ? "met" : "NOT MET")}"))}.");
            if (!summary.Verdict.Held) report.Paragraph($"{run.Turn} says: {string.Join(' ', summary.Verdict.Reasons)}");
        }
        return report;
    }
}

/// <param name="Turn">What was run.</param>
/// <param name="Summary">What it came to.</param>
/// <param name="Took">With the local cloud's start and the reading of the sinks.</param>
internal sealed record ScenarioRun(ScenarioTurn Turn, RunSummary Summary, TimeSpan Took)
{
    public IReadOnlyList<string> Row =>
    [
        $"{Turn}", $"`{string.Join(' ', Turn.Limits)}`", $"{Summary.Throughput.AskedPerSecond:N0}", $"{Summary.Throughput.AnsweredPerSecond:N0}",
        Latency(Summary.Latency), Latency(Summary.IntendedLatency), Report.Figure(Summary.Generator.LagP99),
        string.Join(", ", Summary.Statuses.Select(s => $"{s.Key}: {s.Value:N0}")),
        $"{Summary.Throttling.FirstTryPercent:0.##}, {Summary.Throttling.DeliveredPercent:0.##}",
        $"{Summary.Conservation.Sinks.Sum(s => s.Missing):N0}", $"{Took.TotalSeconds:0}", Summary.Verdict.Name,
    ];

    private static string Latency(LatencySummary latency) => $"{Report.Figure(latency.P50)}, {Report.Figure(latency.P99)}";
}

using System.CommandLine;
using Ingest.LoadGen.Results;
using Ingest.Perf.Commands;
using Ingest.Perf.LocalCloud;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Load;

/// <summary>The whole way on one machine: load generator, Function URL, function, both sinks, and every event looked for.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var rate = Number("--rate", 3_100, "POSTs a second.", 1_000_000);
        var seconds = Number("--seconds", 60, "Length of the run, after three seconds to warm up.", 86_400);
        var events = Number("--events", 10, "Events a POST.", 10_000);
        var concurrency = Number("--concurrency", 32, "Execution environments at most.", 1_000);
        var function = Path("--function", MeasureOptions.FunctionPath, "The function.");
        var cloud = Path("--cloud", "src/Ingest.LocalCloud/bin/Release/net10.0/Ingest.LocalCloud.dll", "The local cloud's assembly.");
        var generator = Path("--generator", "src/Ingest.LoadGen/bin/Release/net10.0/Ingest.LoadGen.dll", "The load generator's assembly.");
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/load.md" };
        var command = new Command("load", "End to end: the load generator against the local cloud, with what must hold.") { rate, seconds, events, concurrency, function, cloud, generator, output };
        command.SetAction(parsed =>
        {
            using var process = new LocalCloudProcess(parsed.GetRequiredValue(cloud).FullName, parsed.GetRequiredValue(function).FullName, parsed.GetValue(concurrency));
            var run = GeneratorRun.Run(parsed.GetRequiredValue(generator).FullName, process, parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(events));
            var report = new Report("Load", CommandLine.Of(parsed, "./ingest bench"));
            var figures = LoadFigures.Of(run, process.FunctionCpu, process.Cpu, parsed.GetValue(events));
            Describe(report, run, parsed.GetValue(rate), parsed.GetValue(events), figures);
            var exitCode = Verdict.Add(report, Limits.Load, figures);
            report.Publish(parsed.GetRequiredValue(output));
            figures.Save(parsed.GetRequiredValue(output));
            return exitCode;
        });
        return command;
    }

    private static void Describe(Report report, RunSummary run, int rate, int events, Figures figures)
    {
        report.Paragraph($"{rate:#,0} POST/s of {events} events for {run.Seconds:0} s through load generator, Function URL, function and both sinks, all on this machine; then every acknowledged event was looked for in both sinks.");
        report.Table(["what", "measured"],
        [
            ["POSTs a second accepted, of those asked for", $"{figures["accepted_per_second"]:#,0} of {figures["asked_per_second"]:#,0}"],
            ["events a second acknowledged", $"{run.Throughput.AcknowledgedEventsPerSecond:#,0}"],
            ["latency from the intended start, ms: p50, p95, p99, max", Latency(run.IntendedLatency)],
            ["latency from the actual start, ms: p50, p95, p99, max", Latency(run.Latency)],
            ["statuses", string.Join(", ", run.Statuses.Select(s => $"{s.Key}: {s.Value:#,0}"))],
            ["conservation", $"{run.Conservation}"],
            .. run.Conservation.Sinks.Select(s => (string[])[$"{s.Sink}: found, missing, duplicates", $"{s.Events:#,0}, {s.Missing:#,0}, {s.Duplicates:#,0}"]),
            ["CPU an accepted POST, µs: function with its start, local cloud with its start and the reading back", $"{Report.Figure(figures["function_cpu_us"]!.Value)}, {Report.Figure(figures["cloud_cpu_us"]!.Value)}"],
            ["CPU a request sent, µs: load generator", Report.Figure(run.Generator.CpuMicrosecondsPerRequest)],
            ["the generator's lateness, ms: p50, p99, max", $"{Report.Figure(run.Generator.LagP50)}, {Report.Figure(run.Generator.LagP99)}, {Report.Figure(run.Generator.LagMax)}"],
        ]);
        if (!run.Verdict.Held) report.Paragraph("The load generator says: " + string.Join(' ', run.Verdict.Reasons));
    }

    private static string Latency(LatencySummary latency) => string.Join(", ", new[] { latency.P50, latency.P95, latency.P99, latency.Max }.Select(Report.Figure));

    private static Option<int> Number(string name, int value, string description, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given && (given < 1 || given > most)) result.AddError($"{name} must be 1 to {most:#,0}; it is {given}.");
        });
        return option;
    }

    private static Option<FileInfo> Path(string name, string path, string description)
    {
        var option = new Option<FileInfo>(name) { Description = description, DefaultValueFactory = _ => new(path), HelpName = "path" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo>() is { Exists: false } file) result.AddError($"{name}: '{file}' does not exist; ./ingest bench load builds it.");
        });
        return option;
    }
}

using System.CommandLine;
using Ingest.Perf.Commands;
using Ingest.Perf.LocalCloud;
using Ingest.Perf.Measuring;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Outage;

/// <summary>What producers see while a sink is away, and how soon after it is back they are let through.</summary>
internal static class OutageCommand
{
    private const string Cloud = "src/Ingest.LocalCloud/bin/Release/net10.0/Ingest.LocalCloud.dll";

    public static Command Create()
    {
        var rate = new Option<int>("--rate") { Description = "POSTs a second.", DefaultValueFactory = _ => 500 };
        var seconds = new Option<int>("--seconds") { Description = "Length of the outage.", DefaultValueFactory = _ => 30 };
        var concurrency = new Option<int>("--concurrency") { Description = "Execution environments at most.", DefaultValueFactory = _ => 100 };
        var faults = new Option<string[]>("--faults") { Description = "Each a total outage of one sink.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["kinesis:error", "dynamodb:reset-before", "kinesis:throttle", "kinesis:hang"] };
        var function = new Option<FileInfo>("--function") { Description = "The function.", DefaultValueFactory = _ => new(MeasureOptions.FunctionPath), HelpName = "path" };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/outage.md" };
        var command = new Command("outage", "A sink is away and comes back, under load.") { rate, seconds, concurrency, faults, function, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (figures, rows) = (new Figures(), new List<string[]>());
            foreach (var fault in parsed.GetRequiredValue(faults))
            {
                using var cloud = new LocalCloudProcess(Cloud, parsed.GetRequiredValue(function).FullName, parsed.GetValue(concurrency));
                var run = await OutageRun.RunAsync(cloud, fault, parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellation);
                rows.Add(Row(fault, run, figures));
            }
            var report = new Report("Outage", CommandLine.Of(parsed, "./ingest bench"));
            report.Paragraph($"{parsed.GetValue(rate)} POST/s of one event each, sent once, on schedule: 5 s before the fault, {parsed.GetValue(seconds)} s of it in every call, 10 s after. At most {parsed.GetValue(concurrency)} environments. "
                + "Times count from the scheduled start. Refusals are the function's 429 and 503 to POSTs that were due during the outage; those of the first 20 s are apart, for a sink that hangs is waited for to the deadline once. "
                + "Recovery: from the fault's end to the last refusal of a POST that was due after it.");
            report.Table(["fault", "refused", "platform's 429", "p50, ms", "p99, ms", "max, ms", "p99 after 20 s, ms", "recovery, s", "environments"], rows);
            var exitCode = Verdict.Add(report, Limits.Outage, figures);
            report.Publish(parsed.GetRequiredValue(output));
            return exitCode;
        });
        return command;
    }

    private static string[] Row(string fault, OutageRun run, Figures figures)
    {
        double[] all = [.. run.Refusals.Select(post => post.Milliseconds).Order()];
        double[] late = [.. run.Refusals.Where(post => post.Due > run.FaultBegan + TimeSpan.FromSeconds(20)).Select(post => post.Milliseconds).Order()];
        var p99 = all.Length == 0 ? 0 : Sample.Percentile(all, 0.99);
        (figures[$"{fault}.p99_ms"], figures[$"{fault}.recovery_s"]) = (p99, run.Recovery.TotalSeconds);
        if (late.Length > 0) figures[$"{fault}.late_p99_ms"] = Sample.Percentile(late, 0.99);
        return
        [
            fault, $"{all.Length:#,0}", $"{run.ByPlatform:#,0}", all.Length == 0 ? "–" : Report.Figure(Sample.Percentile(all, 0.5)), Report.Figure(p99), all.Length == 0 ? "–" : Report.Figure(all[^1]),
            late.Length == 0 ? "–" : Report.Figure(Sample.Percentile(late, 0.99)), Report.Figure(run.Recovery.TotalSeconds), $"{run.Environments}",
        ];
    }
}

using System.CommandLine;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;

using CommandLine = Ingest.Testing.Reports.CommandLine;

namespace Ingest.Perf.CrossCheck;

/// <summary>Holds the load generator's figures against wrk's: the same steady load at the same target, in turns.</summary>
internal static class CrossCheckCommand
{
    public static Command Create()
    {
        var url = new Option<Uri?>("--url") { Description = "Another target, e.g. the local cloud's http://127.0.0.1:9000/v1/events. Default: perf/peers/target, whose latencies are known." };
        var rates = new Option<int[]>("--rate") { Description = "Requests a second; several are checked one after the other.", DefaultValueFactory = _ => [500, 2_000, 6_000], AllowMultipleArgumentsPerToken = true };
        var connections = new Option<int?>("--connections", "-c") { Description = "Connections. Default: a tenth of the rate, 100 at least." };
        var seconds = new Option<int>("--seconds") { Description = "Length of one run.", DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { Description = "Runs of each.", DefaultValueFactory = _ => 5 };
        var realTime = new Option<bool>("--real-time") { Description = "Runs generator and target before all other programs (SCHED_FIFO, needs root), for a machine that is busy." };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/crosscheck.md" };
        rates.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>() is { } given && given.Any(r => r < 1)) result.AddError($"--rate must be at least 1; it is {given.Min()}.");
        });
        connections.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1) result.AddError($"--connections must be at least 1; it is {result.GetValueOrDefault<int?>()}.");
        });
        foreach (var number in new[] { seconds, rounds })
        {
            number.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1) result.AddError($"{number.Name} must be at least 1; it is {result.GetValueOrDefault<int>()}.");
            });
        }

        var command = new Command("crosscheck", "The load generator's figures beside wrk's. Exit code 1: at one of the rates throughput differs by more than 5 %, or p99 by more than 10 %.")
        {
            url, rates, connections, seconds, rounds, realTime, output,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var report = new Report("The load generator against wrk", CommandLine.Of(parsed, "./ingest bench"));
                var passed = true;
                foreach (var rate in parsed.GetRequiredValue(rates))
                {
                    var load = new SteadyLoad(rate, parsed.GetValue(seconds), WarmUpSeconds: 3, parsed.GetValue(connections) ?? Math.Max(100, rate / 10));
                    var pairs = new CrossCheckRun(parsed.GetValue(url), load, parsed.GetValue(realTime), Body()).InTurns(parsed.GetValue(rounds), cancellation);
                    var verdict = CrossCheckVerdict.Of(pairs);
                    Describe(report, load, pairs, verdict);
                    passed &= verdict.Passed;
                }
                report.Publish(parsed.GetRequiredValue(output));
                return passed ? 0 : 1;
            },
            cancellation));
        return command;
    }

    /// <summary>The body of the generator's own first request, for wrk to send.</summary>
    private static byte[] Body()
    {
        var mix = new PayloadMix(new LoadSettings(), new DeviceFleet(1_000, seed: 1, Partition.Whole), new EventLedger());
        using var post = new Post(new Uri("http://127.0.0.1"));
        mix.FillNext(post, TimeProvider.System.GetUtcNow());
        return post.Body.ToArray();
    }

    private static void Describe(Report report, SteadyLoad load, IReadOnlyList<Pair> pairs, CrossCheckVerdict verdict)
    {
        var own = pairs[0].Wrk.Target is not null;
        var service = ServiceTime.Typical;
        report.Paragraph($"**{load.Rate:N0} requests a second**, one event each, over {load.Connections} connections of HTTP/1.1, {load.Seconds} s a run, in turns. "
            + "wrk has no rate: each of its connections pauses between requests, for as long as yields the rate. With far more connections than requests under way, a slow response holds up neither, and both measure the same.");
        if (own)
        {
            report.Paragraph($"The target (`{TargetServer.File}`) answers after {service.FloorMs:0.#} ms and an exponential of mean {service.MeanMs:0.#} ms, at most {service.CapMs:0.#} ms: "
                + $"p50 {service.Percentile(50):0.0}, p99 {service.Percentile(99):0.0} ms by design; what it says its responses took stands beside. Both latencies are from the actual send.");
        }
        report.Table(
            ["", "requests/s", "p50, ms", "p99, ms", .. own ? ["target's own p50, ms", "target's own p99, ms"] : Array.Empty<string>()],
            [.. pairs.SelectMany((p, round) => new[] { Row($"wrk {round + 1}", p.Wrk), Row($"generator {round + 1}", p.Generator) }),
                Row("wrk, median", CrossCheckVerdict.Median(pairs.Select(p => p.Wrk))), Row("generator, median", CrossCheckVerdict.Median(pairs.Select(p => p.Generator)))]);
        foreach (var line in verdict.Lines) report.Paragraph(line);
    }

    private static string[] Row(string name, Figures f) =>
        [name, Testing.Reports.Report.Figure(f.Rate), $"{f.P50Ms:0.00}", $"{f.P99Ms:0.00}", .. f.Target is { } t ? [$"{t.P50Ms:0.00}", $"{t.P99Ms:0.00}"] : Array.Empty<string>()];
}

using System.CommandLine;
using Ingest.LoadGen.Results;
using Ingest.Perf.Measuring;

using CommandLine = Ingest.Testing.Reports.CommandLine;

namespace Ingest.Perf.CrossCheck;

/// <summary>What the load generator itself costs: CPU and memory a request, and the latency it adds.</summary>
internal static class GeneratorCommand
{
    // What one core must sustain, and at which cost.
    private const int Rate = 10_000;
    private const double MaxCpuUs = 60, MaxSignedCpuUs = 90, MaxAddedMs = 1;
    // The heap's own bookkeeping shows as a fraction of a byte a request; the smallest object has 24.
    private const double MaxBytes = 16;

    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Length of one run.", DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { Description = "Runs at each rate.", DefaultValueFactory = _ => 5 };
        var realTime = new Option<bool>("--real-time") { Description = "Runs generator and target before all other programs (SCHED_FIFO, needs root), for a machine that is busy." };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/generator.md" };
        foreach (var number in new[] { seconds, rounds })
        {
            number.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1) result.AddError($"{number.Name} must be at least 1; it is {result.GetValueOrDefault<int>()}.");
            });
        }

        var command = new Command("generator", $"The load generator on one core at a target that answers at once. Exit code 1: below {Rate:N0} requests/s, above {MaxCpuUs:0} µs CPU a request ({MaxSignedCpuUs:0} signed) or {MaxAddedMs:0} ms of its own at p99.")
        {
            seconds, rounds, realTime, output,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (full, half, signed) = await Task.Run(() => InTurns(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(realTime), cancellation), cancellation);
            using var target = new TargetServer(ServiceTime.None, Placement.Anywhere);
            var allocations = await new AllocationProbe(target.Url).MeasureAsync();
            var (report, passed) = Report(CommandLine.Of(parsed, "./ingest bench"), full, half, signed, allocations);
            report.Publish(parsed.GetRequiredValue(output));
            return passed ? 0 : 1;
        });
        return command;
    }

    /// <summary>The full rate, half of it, and the full rate signed, in turns.</summary>
    private static (List<CostRun> Full, List<CostRun> Half, List<CostRun> Signed) InTurns(int rounds, int seconds, bool realTime, CancellationToken cancellation)
    {
        var (full, half, signed) = (new List<CostRun>(), new List<CostRun>(), new List<CostRun>());
        for (var round = 1; round <= rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Console.Error.WriteLine($"{round}/{rounds}");
            // A fiftieth above what is to be shown: the last responses come after the end.
            full.Add(Run(Rate + Rate / 50, seconds, realTime));
            half.Add(Run(Rate / 2, seconds, realTime));
            signed.Add(Run(Rate + Rate / 50, seconds, realTime, isSigned: true));
        }
        return (full, half, signed);
    }

    private static CostRun Run(int rate, int seconds, bool realTime, bool isSigned = false)
    {
        var several = Environment.ProcessorCount > 1;
        using var target = new TargetServer(ServiceTime.None, new Placement(several ? 1 : null, realTime));
        var summary = GeneratorRun.Post(target.Url, new SteadyLoad(rate, seconds, WarmUpSeconds: 5, Connections: 64, isSigned), new Placement(several ? 0 : null, realTime));
        return new CostRun(summary, target.Stop().P99Ms);
    }

    private static (Report Report, bool Passed) Report(string command, List<CostRun> full, List<CostRun> half, List<CostRun> signed, Allocations heap)
    {
        var report = new Report("What the load generator costs", command);
        report.Paragraph($"POSTs of one event over 64 connections; the generator on one core, `{TargetServer.File}` on another, which answers at once. Added latency: p99 from the intended start less the target's own p99, "
            + "so the network stack and the scheduler of the kernel are in it. CPU is the whole process's, compiler and collector included.");
        report.Table(
            ["asked, requests/s", "answered/s", "CPU a request, µs", "started late by p99, ms", "p99 from the actual send, ms", "added at p99, ms"],
            full.Concat(half).Select(r => Row($"{r.Summary.Throughput.AskedPerSecond:N0}", [r])).Append(Row("median, full rate", full)).Append(Row("median, half rate", half)).Append(Row("median, full rate, signed (Signature Version 4)", signed)));
        report.Paragraph("Bytes allocated for a request, after all pools are filled:");
        report.Table(["", "bytes"],
        [
            ["HttpMessageInvoker alone", $"{heap.HttpClient:N0}"],
            ["events written, sent, response read and accounted for, measured", $"{heap.Payload:N0}"],
            ["a whole run, NBomber's iteration and its response included", $"{heap.Whole:N0}"],
        ]);
        (string Line, bool Holds)[] verdicts =
        [
            Verdict($"{full.Select(r => r.Summary.Throughput.AnsweredPerSecond).Median():N0} requests/s on one core", $"at least {Rate:N0}", full.Select(r => r.Summary.Throughput.AnsweredPerSecond).Median() >= Rate),
            Verdict($"{full.Select(r => r.CpuUs).Median():0.0} µs CPU a request", $"at most {MaxCpuUs:0}", full.Select(r => r.CpuUs).Median() <= MaxCpuUs),
            Verdict($"{signed.Select(r => r.CpuUs).Median():0.0} µs CPU a signed request, {signed.Select(r => r.Summary.Generator.SigningMicrosecondsPerRequest ?? 0).Median():0.0} µs of them to sign it", $"at most {MaxSignedCpuUs:0}", signed.Select(r => r.CpuUs).Median() <= MaxSignedCpuUs),
            Verdict($"{half.Select(r => r.AddedMs).Median():0.00} ms added at p99 at {Rate / 2:N0} requests/s", $"at most {MaxAddedMs:0}", half.Select(r => r.AddedMs).Median() <= MaxAddedMs),
            Verdict($"{heap.Payload - heap.HttpClient:0} bytes a request on the payload path beyond HttpClient's own", $"at most {MaxBytes:0}", heap.Payload - heap.HttpClient <= MaxBytes),
        ];
        foreach (var (line, _) in verdicts) report.Paragraph(line);
        return (report, verdicts.All(v => v.Holds));
    }

    private static string[] Row(string name, IReadOnlyCollection<CostRun> runs) =>
    [
        name, $"{runs.Select(r => r.Summary.Throughput.AnsweredPerSecond).Median():N0}", $"{runs.Select(r => r.CpuUs).Median():0.0}", $"{runs.Select(r => r.Summary.Generator.LagP99).Median():0.00}",
        $"{runs.Select(r => r.Summary.Latency.P99).Median():0.00}", $"{runs.Select(r => r.AddedMs).Median():0.00}",
    ];

    private static (string, bool) Verdict(string found, string asked, bool holds) => ($"**{(holds ? "holds" : "DOES NOT HOLD")}**: {found}; {asked} is asked.", holds);

    /// <param name="Summary">The generator's own.</param>
    /// <param name="TargetP99Ms">What the target took.</param>
    private sealed record CostRun(RunSummary Summary, double TargetP99Ms)
    {
        public double CpuUs => Summary.Generator.CpuMicrosecondsPerRequest;
        public double AddedMs => Summary.IntendedLatency.P99 - TargetP99Ms;
    }
}

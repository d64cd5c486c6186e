using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Measuring;
using Ingest.Perf.Peers;
using Ingest.Perf.Sinks;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Commands;

/// <summary>
/// Measures targets in turns (A B C A B C …), so that a slow minute of the machine falls on all of them, and adds
/// medians and their ratios to the first target to a report.
/// </summary>
internal sealed class Measurement(IReadOnlyList<Target> targets, BodyForm form, SinkKind kind, int memoryMb, CancellationToken cancellation)
{
    /// <summary>The medians of everything measured so far.</summary>
    public Figures Figures { get; init; } = new();

    public void AddColdStarts(Report report, int runs)
    {
        using var sinks = new ZeroLatencySinks(kind);
        var template = new InvocationTemplate(events: 1, form, DateTimeOffset.UtcNow);
        RehearseRig(sinks, template);
        var starts = InTurns(runs, "cold starts", target => ColdStart.Measure(target, sinks, template, memoryMb));
        PeerFigures.Record(Figures, starts, kind, form);
        report.Paragraph($"Cold starts: {runs} of each, medians; one event in the first POST, body as {form}; sinks {kind}; ratios to {targets[0].Name} in brackets.");
        report.Table(
            ["target", "exec → first /next, ms", "exec → first response, ms", "first invocation, ms", "CPU to the first response, ms", "peak resident, MB"],
            Rows(starts, s => s.ToNextMs, s => s.ToResponseMs, s => s.FirstInvocationMs, s => s.CpuMs, s => s.PeakMb));
    }

    public void AddWarmRuns(Report report, int[] events, int rounds, TimeSpan warmUp, TimeSpan window, int? cpu)
    {
        report.Paragraph($"Warm: {rounds} processes of each, medians of {window.TotalSeconds:0.#} s windows after {warmUp.TotalSeconds:0.#} s; {(cpu is null ? "on any CPU" : $"on CPU {cpu} alone with the rig on the others")}; events of {SampleEvents.Bytes} bytes, body as {form}; sinks {kind}; ratios to {targets[0].Name} in brackets. First: the wall time of the process's first invocation. Calls and bytes: to Kinesis + to DynamoDB, request bodies.");
        using var away = CpuAffinity.KeepOff(cpu);
        foreach (var count in events)
        {
            using var sinks = new ZeroLatencySinks(kind);
            var template = new InvocationTemplate(count, form, DateTimeOffset.UtcNow);
            RehearseRig(sinks, template);
            var runs = InTurns(rounds, $"warm, {count} events", target => WarmRun.Measure(target, sinks, template, memoryMb, warmUp, window, cpu));
            PeerFigures.Record(Figures, runs, kind, form, count);
            var rows = Rows(runs, r => r.CpuUs, r => r.P50Us, r => r.P99Us, r => r.FirstUs, r => r.PeakMb).Zip(runs, (row, run) => (IReadOnlyList<string>)[.. row, .. Sent(run.Value)]);
            report.Table([$"{count} events a POST", "CPU, µs", "wall p50, µs", "wall p99, µs", "first, µs", "peak resident, MB", "calls", "kB sent"], rows);
        }
    }

    /// <summary>The rig compiles its own code while it runs for the first time; no target's first invocation should wait for that.</summary>
    private void RehearseRig(ZeroLatencySinks sinks, InvocationTemplate template)
    {
        foreach (var target in targets) ColdStart.Measure(target, sinks, template, memoryMb);
    }

    private static string[] Sent(List<WarmRun> runs)
    {
        var (kinesis, dynamoDb) = (runs[0].Kinesis, runs[0].DynamoDb);
        return [$"{Report.Figure(kinesis.Calls)} + {Report.Figure(dynamoDb.Calls)}", $"{Report.Figure(kinesis.Bytes / 1000)} + {Report.Figure(dynamoDb.Bytes / 1000)}"];
    }

    private List<KeyValuePair<string, List<T>>> InTurns<T>(int rounds, string what, Func<Target, T> measure)
    {
        var results = targets.Select(t => KeyValuePair.Create(t.Name, new List<T>())).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                results[i].Value.Add(measure(targets[i]));
            }
            Console.Error.WriteLine($"{what}: {round}/{rounds}");
        }
        return results;
    }

    private static IEnumerable<IReadOnlyList<string>> Rows<T>(List<KeyValuePair<string, List<T>>> results, params Func<T, double>[] figures)
    {
        var baseline = figures.Select(figure => results[0].Value.Select(figure).Median()).ToArray();
        foreach (var (name, runs) in results)
        {
            var cells = figures.Select((figure, i) =>
            {
                var median = runs.Select(figure).Median();
                return name == results[0].Key ? Report.Figure(median) : $"{Report.Figure(median)} ({Report.Figure(median / baseline[i])})";
            });
            yield return [name, .. cells];
        }
    }
}

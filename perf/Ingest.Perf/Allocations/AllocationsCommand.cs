using System.CommandLine;
using Ingest.Perf.Events;

namespace Ingest.Perf.Allocations;

/// <summary>Shows what a warm invocation allocates, and whether an older generation is ever collected.</summary>
internal static class AllocationsCommand
{
    private const int LongRunEvents = 10;

    public static Command Create()
    {
        var events = new Option<int[]>("--events", "-n")
        {
            Description = "Events a POST, one measurement for each number.",
            DefaultValueFactory = _ => [1, 10, 100, 500],
            CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',')).Select(v => int.TryParse(v, out var n) ? n : 0)],
            HelpName = "1,10,100",
        };
        var body = new Option<BodyForm>("--body") { Description = "How the body reaches the function." };
        var warmUp = new Option<int>("--warm-up") { Description = "Invocations before a measurement.", DefaultValueFactory = _ => 2_000 };
        var invocations = new Option<int>("--invocations") { Description = "Invocations in a measurement of bytes.", DefaultValueFactory = _ => 2_000 };
        var longRun = new Option<int>("--long-run") { Description = $"Invocations of {LongRunEvents} events in which collections are counted.", DefaultValueFactory = _ => 100_000 };
        var profile = new Option<bool>("--profile") { Description = "Lists what allocates, by type and place, in place of the measurement: a sample every 100 KB. Take many invocations." };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write; a profile is printed only.", DefaultValueFactory = _ => "perf/results/allocations.md" };
        events.Validators.Add(result =>
        {
            foreach (var count in result.GetValueOrDefault<int[]>() ?? [])
                if (count is < 1 or > 10_000) result.AddError($"--events takes 1 to 10000 events a POST; it is {count}.");
        });
        foreach (var number in new[] { warmUp, invocations, longRun })
        {
            number.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 10_000_000) result.AddError($"{number.Name} must be 1 to 10000000; it is {result.GetValueOrDefault<int>()}.");
            });
        }

        var command = new Command("allocations", "Bytes a warm invocation allocates, and collections in a long run. Exit code 1: a limit is broken.")
        {
            events, body, warmUp, invocations, longRun, profile, output,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var run = new AllocationRun(parsed.GetValue(body), parsed.GetValue(warmUp), cancellation);
                var counts = parsed.GetRequiredValue(events);
                if (parsed.GetValue(profile))
                {
                    foreach (var count in counts) Profile(count, parsed.GetValue(invocations), run.Profile(count, parsed.GetValue(invocations)));
                    return 0;
                }
                var inRounds = (parsed.GetValue(invocations) + AllocationRun.Rounds - 1) / AllocationRun.Rounds * AllocationRun.Rounds;
                return Measure(parsed, run, counts, inRounds, parsed.GetValue(longRun), parsed.GetRequiredValue(output));
            },
            cancellation));
        return command;
    }

    private static int Measure(ParseResult parsed, AllocationRun run, int[] events, int invocations, int longRun, string output)
    {
        var measured = events.Select(count => (Events: count, Heap: run.MeasureMedian(count, invocations), Bytes: 0.0)).Select(m => m with { Bytes = (double)m.Heap.Bytes / invocations }).ToArray();
        var collections = run.Measure(LongRunEvents, longRun);
        var broken = AllocationLimits.Broken(measured.Select(m => (m.Events, m.Bytes)), collections);

        var report = new Report("Allocations", CommandLine.Of(parsed, "./ingest bench"));
        report.Paragraph($"The function's own entry point in a process of its own on the JIT, fully optimised, with the bootstrap's collector settings; runtime API and sinks are the rig's, in another process. Bytes: of {invocations} warm invocations in five rounds, the mean of the median round: what a timer or a pool allocates now and then is not an invocation's, and stands in the long run, which counts all. They are counts, the same on any machine.");
        report.Table(
            ["events a POST", "bytes an invocation", "limit", "Gen0", "Gen1", "Gen2"],
            measured.Select(m => (string[])[$"{m.Events}", Report.Figure(m.Bytes), Report.Figure(AllocationLimits.Bytes(m.Events)), .. Collections(m.Heap)]));
        report.Table(
            ["long run", "bytes an invocation", "Gen0", "Gen1", "Gen2"],
            [[$"{longRun} invocations of {LongRunEvents} events", Report.Figure((double)collections.Bytes / longRun), .. Collections(collections)]]);
        report.Paragraph($"Limits: {AllocationLimits.BytesAnInvocation} bytes an invocation and {AllocationLimits.BytesAnEvent} an event; no collection of Gen1 or Gen2 in the long run.");
        report.Paragraph(broken.Count == 0 ? "All limits hold." : string.Join('\n', broken.Select(b => $"- Broken: {b}")));
        report.Publish(output);
        return broken.Count == 0 ? 0 : 1;
    }

    private static string[] Collections(HeapReading heap) => [$"{heap.Gen0}", $"{heap.Gen1}", $"{heap.Gen2}"];

    private static void Profile(int events, int invocations, AllocationProfile profile)
    {
        Console.WriteLine($"\n{events} events a POST, {invocations} invocations, {profile.Samples} samples; bytes an invocation:\n");
        foreach (var (bytes, type, place) in profile.Top(40)) Console.WriteLine($"{bytes / invocations,9:F0}  {type}\n           {place}");
    }
}

using Ingest.Perf.Events;

namespace Ingest.Perf.Allocations;

/// <summary>Measures, each time in a process of its own.</summary>
/// <param name="form">How the body reaches the function.</param>
/// <param name="warmUp">Invocations ahead of those that count.</param>
/// <param name="cancellation">Ends the run between two invocations.</param>
internal sealed class AllocationRun(BodyForm form, int warmUp, CancellationToken cancellation)
{
    /// <summary>Of <see cref="MeasureMedian"/>, whose invocations are a multiple of it.</summary>
    public const int Rounds = 5;

    /// <summary>What an invocation allocates by itself, see <see cref="CountedProcess.RunInRounds"/>.</summary>
    public HeapReading MeasureMedian(int events, int invocations)
    {
        using var process = new CountedProcess();
        var template = Warm(process, events);
        Console.Error.WriteLine($"{events} events a POST: {Rounds} rounds of {invocations / Rounds} invocations");
        return process.RunInRounds(template, invocations, Rounds, cancellation);
    }

    /// <summary>All that is allocated in a long run.</summary>
    public HeapReading Measure(int events, int invocations)
    {
        using var process = new CountedProcess();
        var template = Warm(process, events);
        Console.Error.WriteLine($"{events} events a POST: {invocations} invocations");
        return process.Run(template, invocations, cancellation);
    }

    public AllocationProfile Profile(int events, int invocations)
    {
        using var process = new CountedProcess();
        var template = Warm(process, events);
        Console.Error.WriteLine($"{events} events a POST: {invocations} invocations under the profiler");
        return AllocationProfile.Record(process.Id, () => process.Run(template, invocations, cancellation));
    }

    private InvocationTemplate Warm(CountedProcess process, int events)
    {
        var template = new InvocationTemplate(events, form, TimeProvider.System.GetUtcNow());
        process.Run(template, warmUp, cancellation);
        process.Settle();
        return template;
    }
}

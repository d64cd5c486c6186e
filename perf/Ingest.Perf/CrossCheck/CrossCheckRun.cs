using Ingest.Perf.Functions;
using Ingest.Perf.LocalCloud;

namespace Ingest.Perf.CrossCheck;

/// <summary>Runs both generators in turns, each time at a target of its own, with generator and target on a CPU each.</summary>
/// <param name="url">Where to; null for the target whose latencies are known.</param>
/// <param name="load">What both are asked for.</param>
/// <param name="realTime">Whether other programs must wait.</param>
/// <param name="body">What wrk sends.</param>
internal sealed class CrossCheckRun(Uri? url, SteadyLoad load, bool realTime, byte[] body)
{
    private readonly Placement _generator = new(Environment.ProcessorCount > 1 ? 0 : null, realTime);
    private readonly Placement _target = new(Environment.ProcessorCount > 1 ? 1 : null, realTime);

    public IReadOnlyList<Pair> InTurns(int rounds, CancellationToken cancellation)
    {
        var pause = Pause();
        var pairs = new List<Pair>();
        for (var round = 1; round <= rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Console.Error.WriteLine($"{round}/{rounds}");
            pairs.Add(new Pair(
                At(target => Figures.Of(WrkRun.Post(target, load.Connections, load.Seconds, body, pause, _generator))),
                At(target => Figures.Of(GeneratorRun.Post(target, load, _generator)))));
        }
        return pairs;
    }

    /// <summary>How long wrk's connections must pause: found by a short run with a guess.</summary>
    private TimeSpan Pause()
    {
        var cycle = TimeSpan.FromSeconds((double)load.Connections / load.Rate);
        var guess = cycle - TimeSpan.FromMilliseconds(ServiceTime.Typical.FloorMs + ServiceTime.Typical.MeanMs);
        if (guess <= TimeSpan.FromMilliseconds(10))
            throw new FunctionFailedException($"{load.Connections} connections are too few for a steady {load.Rate} requests/s; give --connections at least {load.Rate / 40 + 1}.");
        var reached = At(target => Figures.Of(WrkRun.Post(target, load.Connections, seconds: 3, body, guess, _generator))).Rate;
        return guess + cycle - TimeSpan.FromSeconds(load.Connections / reached);
    }

    private Figures At(Func<Uri, Figures> run)
    {
        if (url is not null) return run(url);
        using var target = new TargetServer(ServiceTime.Typical, _target);
        var figures = run(target.Url);
        return figures with { Target = target.Stop() };
    }
}

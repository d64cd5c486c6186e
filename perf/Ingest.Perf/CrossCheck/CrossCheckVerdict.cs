using Ingest.LoadGen.Results;
using Ingest.Perf.LocalCloud;
using Ingest.Perf.Measuring;

namespace Ingest.Perf.CrossCheck;

/// <summary>What a generator measured in one run, or in the median of some.</summary>
/// <param name="Rate">Requests answered a second.</param>
/// <param name="P50Ms">From the actual send.</param>
/// <param name="P99Ms">From the actual send.</param>
/// <param name="Target">What the target says of itself; null for a target that does not.</param>
internal sealed record Figures(double Rate, double P50Ms, double P99Ms, TargetFigures? Target = null)
{
    public static Figures Of(WrkRun run) => new(run.RequestsPerSecond, run.P50Ms, run.P99Ms);

    public static Figures Of(RunSummary run) => new(run.Throughput.AnsweredPerSecond, run.Latency.P50, run.Latency.P99);
}

/// <summary>One turn of each.</summary>
internal sealed record Pair(Figures Wrk, Figures Generator);

/// <summary>Whether two generators agree, in the medians of their runs.</summary>
internal sealed record CrossCheckVerdict(IReadOnlyList<string> Lines, bool Passed)
{
    private const double RateTolerance = 0.05;
    private const double LatencyTolerance = 0.10;

    public static CrossCheckVerdict Of(IReadOnlyList<Pair> pairs)
    {
        var (wrk, generator) = (Median(pairs.Select(p => p.Wrk)), Median(pairs.Select(p => p.Generator)));
        var rate = Compare("Throughput", wrk.Rate, generator.Rate, RateTolerance);
        var latency = Compare("p99", wrk.P99Ms, generator.P99Ms, LatencyTolerance);
        return new CrossCheckVerdict([rate.Line, latency.Line], rate.Within && latency.Within);
    }

    public static Figures Median(IEnumerable<Figures> runs)
    {
        var all = runs.ToArray();
        return new Figures(all.Select(f => f.Rate).Median(), all.Select(f => f.P50Ms).Median(), all.Select(f => f.P99Ms).Median(),
            all[0].Target is null ? null : new TargetFigures(all.Sum(f => f.Target!.Requests), all.Select(f => f.Target!.P50Ms).Median(), all.Select(f => f.Target!.P99Ms).Median()));
    }

    private static (string Line, bool Within) Compare(string what, double wrk, double generator, double tolerance)
    {
        var difference = generator / wrk - 1;
        var within = Math.Abs(difference) <= tolerance;
        return (FormattableString.Invariant($"**{what}: {(within ? "agrees" : "DIFFERS")}**: {100 * difference:+0.0;-0.0;0.0} % from wrk's, {100 * tolerance:0} % allowed."), within);
    }
}

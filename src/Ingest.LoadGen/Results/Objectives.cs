using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen.Results;

/// <summary>Judges what NBomber's thresholds can't see, as thresholds beside them: resends, the time after a peak, a whole search.</summary>
internal static class Objectives
{
    public static IEnumerable<ThresholdSummary> Judge(LoadSettings settings, RunSummary summary)
    {
        var throttling = summary.Throttling;
        if (settings.DeliveredPercent is { } delivered)
            yield return Threshold(FormattableString.Invariant($"delivered in the end {throttling.DeliveredPercent:0.##} % >= {delivered:0.##} %"), throttling.DeliveredPercent >= delivered);
        if (settings.RecoverySeconds is { } seconds)
        {
            var recovery = throttling.RecoverySeconds is { } after ? FormattableString.Invariant($"recovered after {after:0.#} s") : throttling.Any ? "never recovered" : "nothing refused";
            yield return Threshold(FormattableString.Invariant($"{recovery} <= {seconds:0.#} s"), throttling.RecoverySeconds is { } took ? took <= seconds : !throttling.Any);
        }
        if (settings.CreepPercent is { } most && Creep(summary.Timeline) is { } creep)
            yield return Threshold(FormattableString.Invariant($"p99 crept by {creep:0} % <= {most:0} %"), creep <= most);
        if (summary.Capacity is { } capacity)
            yield return Threshold($"sustained {capacity.SustainedRate}/s >= {capacity.Objective.AtLeast}/s", capacity.SustainedRate >= capacity.Objective.AtLeast);
    }

    private static ThresholdSummary Threshold(string check, bool passed) => new(check, passed, null);

    /// <summary>From the first quarter's median second to the last's, in percent; null if a quarter has no response.</summary>
    internal static double? Creep(IReadOnlyList<SecondSummary> timeline)
    {
        var quarter = timeline.Count / 4;
        var (first, last) = (MedianP99(timeline.Take(quarter)), MedianP99(timeline.Skip(timeline.Count - quarter)));
        return first > 0 && last > 0 ? 100 * (last / first - 1) : null;
    }

    private static double MedianP99(IEnumerable<SecondSummary> seconds)
    {
        var sorted = seconds.Select(s => s.P99 ?? 0).Where(p99 => p99 > 0).Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}

using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Producing;

namespace Ingest.LoadGen.Results;

/// <summary>What was refused, by whom, and what became of it.</summary>
/// <param name="ByPlatform">429 of the platform: concurrency or request rate.</param>
/// <param name="ByFunction">429 of the function: a sink throttled.</param>
/// <param name="Unavailable">503 of the function.</param>
/// <param name="FunctionErrors">502 and other 5xx.</param>
/// <param name="Timeouts">No response in time.</param>
/// <param name="ConnectionErrors">Refused, reset or cut.</param>
/// <param name="Resends">Requests beyond the first of their POST.</param>
/// <param name="FirstTryPercent">Valid events acknowledged by their first POST.</param>
/// <param name="DeliveredPercent">Valid events acknowledged in the end.</param>
/// <param name="RecoverySeconds">From the load's last fall to the first of three seconds without a refusal; null if it never fell or never recovered.</param>
internal sealed record Throttling(
    long ByPlatform, long ByFunction, long Unavailable, long FunctionErrors, long Timeouts, long ConnectionErrors,
    long Resends, double FirstTryPercent, double DeliveredPercent, double? RecoverySeconds)
{
    private const int QuietSeconds = 3;

    public bool Any => ByPlatform + ByFunction + Unavailable + FunctionErrors + Timeouts + ConnectionErrors > 0;

    public static Throttling Of(IReadOnlyList<long> byOutcome, IReadOnlyList<SecondSummary> timeline, LedgerCounts counts, long posts, long requests) => new(
        byOutcome[(int)Outcome.ThrottledByPlatform], byOutcome[(int)Outcome.ThrottledByFunction], byOutcome[(int)Outcome.Unavailable],
        byOutcome[(int)Outcome.BadGateway] + byOutcome[(int)Outcome.ServerError], byOutcome[(int)Outcome.Timeout], byOutcome[(int)Outcome.ConnectionError],
        requests - posts, Percent(counts.AcknowledgedAtFirstTry, counts.Sent - counts.Rejected), Percent(counts.Acknowledged, counts.Sent - counts.Rejected),
        Recovery(timeline));

    /// <summary>Seconds from the fall of the load until it is answered as if nothing had been.</summary>
    internal static double? Recovery(IReadOnlyList<SecondSummary> timeline)
    {
        var peak = timeline.Select(s => s.Asked).DefaultIfEmpty(0).Max();
        var fall = timeline.Zip(timeline.Skip(1)).Where(pair => pair.First.Asked > peak / 2 && pair.Second.Asked <= peak / 2 && pair.Second.Asked > 0)
            .Select(pair => (int?)pair.Second.Second).LastOrDefault();
        if (fall is not { } from || timeline.Take(from).All(IsQuiet)) return null;
        for (var second = from; second + QuietSeconds <= timeline.Count; second++)
            if (timeline.Skip(second).Take(QuietSeconds).All(IsQuiet)) return second - from;
        return null;
    }

    private static bool IsQuiet(SecondSummary second) =>
        second.ByOutcome.Sum() == second.Succeeded + second.ByOutcome[(int)Outcome.Rejected];

    private static double Percent(long part, long whole) => whole == 0 ? 0 : Math.Round(100.0 * part / whole, 2);
}

using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Producing;

namespace Ingest.LoadGen.Results;

/// <summary>What a run's figures say of its cost.</summary>
internal static class RunCost
{
    // id, receivedAt and requestId, which the function adds to each event; the item's keys repeat about as much.
    private const int AddedBytes = 120;

    /// <summary>Null where nothing was acknowledged or neither the console nor CloudWatch knows the durations.</summary>
    /// <param name="run">The client's figures, and CloudWatch's.</param>
    /// <param name="eventsSent">Measured, at their first try.</param>
    /// <param name="console">The local cloud's count; null without.</param>
    /// <param name="memoryMb">Of the function, where only CloudWatch is asked.</param>
    public static CostBasis? BasisOf(RunSummary run, long eventsSent, ConsoleUsage? console, int memoryMb)
    {
        // Like the requests, without those of the warm-up.
        var acknowledged = (double)(run.Measured?.Acknowledged ?? 0);
        var invocations = run.Throughput.Requests - Count(run, Outcome.ThrottledByPlatform) - Count(run, Outcome.ConnectionError) - Count(run, Outcome.NotAllowed);
        if (acknowledged <= 0 || invocations <= 0) return null;
        var sent = run.Throughput.MegabytesSent * 1e6;
        var basis = new CostBasis(run.Throughput.AcknowledgedEventsPerSecond, invocations / acknowledged, sent / run.Throughput.Requests, 0, StreamUnits.None, TableUnits.None, "");
        if (console is { Invocations: > 0 })
        {
            var n = (double)console.Invocations;
            return basis with
            {
                GbSeconds = console.BilledMs / n / 1000 * console.MemoryMb / 1024,
                Stream = console.Kinesis.Per(n),
                Table = console.DynamoDb.Per(n),
                Measured = $"Durations, records and items as the local cloud counted them, at {console.MemoryMb} MB: durations are of this machine, not of AWS."
            };
        }
        if (run.Platform is not { Invocations: > 0 } platform) return null;
        var (invocationsPerEvent, size) = (invocations / acknowledged, (int)Math.Ceiling(sent / Math.Max(1, eventsSent)) + AddedBytes);
        return basis with
        {
            GbSeconds = platform.DurationSum / platform.Invocations / 1000 * memoryMb / 1024,
            Stream = StreamUnits.Of([size]).Per(invocationsPerEvent),
            Table = TableUnits.Of([size]).Per(invocationsPerEvent),
            Measured = $"Durations as CloudWatch has them, at {memoryMb} MB and without the billed initialization; one record and one item an event, of the size it was sent with and {AddedBytes} bytes."
        };
    }

    private static long Count(RunSummary run, Outcome outcome) => run.Outcomes.GetValueOrDefault(outcome.Describe());
}

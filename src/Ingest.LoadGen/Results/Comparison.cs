namespace Ingest.LoadGen.Results;

/// <summary>A run beside an earlier one.</summary>
internal static class Comparison
{
    /// <summary>Name, unit, earlier, now, and the change in percent; better is a fall if <c>LowerIsBetter</c>.</summary>
    internal sealed record Row(string Name, string Unit, double Before, double Now, bool LowerIsBetter)
    {
        public double? Change => Before == 0 ? null : 100 * (Now - Before) / Before;
    }

    public static IReadOnlyList<Row> Of(RunSummary before, RunSummary now) =>
    [
        new("answered", "requests/s", before.Throughput.AnsweredPerSecond, now.Throughput.AnsweredPerSecond, false),
        new("accepted", "requests/s", before.Throughput.AcceptedPerSecond, now.Throughput.AcceptedPerSecond, false),
        new("acknowledged", "events/s", before.Throughput.AcknowledgedEventsPerSecond, now.Throughput.AcknowledgedEventsPerSecond, false),
        new("p50", "ms", before.Latency.P50, now.Latency.P50, true),
        new("p95", "ms", before.Latency.P95, now.Latency.P95, true),
        new("p99", "ms", before.Latency.P99, now.Latency.P99, true),
        new("p99 as intended", "ms", before.IntendedLatency.P99, now.IntendedLatency.P99, true),
        new("delivered at first try", "%", before.Throttling.FirstTryPercent, now.Throttling.FirstTryPercent, false)
    ];
}

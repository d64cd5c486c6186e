namespace Ingest.LoadGen.Results;

/// <summary>A run beside an earlier one.</summary>
internal static class Comparison
{
    private static readonly Figure[] Figures =
    [
        new("answered", "answered", "requests/s", false, r => r.Throughput.AnsweredPerSecond),
        new("accepted", "accepted", "requests/s", false, r => r.Throughput.AcceptedPerSecond),
        new("acknowledged", "acknowledged", "events/s", false, r => r.Throughput.AcknowledgedEventsPerSecond),
        new("p50", "p50", "ms", true, r => r.Latency.P50),
        new("p95", "p95", "ms", true, r => r.Latency.P95),
        new("p99", "p99", "ms", true, r => r.Latency.P99),
        new("intended-p99", "p99 as intended", "ms", true, r => r.IntendedLatency.P99),
        new("first-try", "delivered at first try", "%", false, r => r.Throttling.FirstTryPercent)
    ];

    /// <summary>As --max-regression names the figures.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Figures.Select(f => f.Key)];

    public static IReadOnlyList<Row> Of(RunSummary before, RunSummary now) =>
        [.. Figures.Select(f => new Row(f.Key, f.Name, f.Unit, f.Of(before), f.Of(now), f.LowerIsBetter))];

    /// <summary>Key, name, unit, earlier, now, and the change in percent; better is a fall if <c>LowerIsBetter</c>.</summary>
    internal sealed record Row(string Key, string Name, string Unit, double Before, double Now, bool LowerIsBetter)
    {
        public double? Change => Before == 0 ? null : 100 * (Now - Before) / Before;
    }

    private sealed record Figure(string Key, string Name, string Unit, bool LowerIsBetter, Func<RunSummary, double> Of);
}

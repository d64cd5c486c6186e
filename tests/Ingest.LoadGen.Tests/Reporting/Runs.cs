namespace Ingest.LoadGen.Tests.Reporting;

/// <summary>Summaries of runs that never were.</summary>
internal static class Runs
{
    private static readonly Throttling NoThrottling = new(0, 0, 0, 0, 0, 0, 0, 100, 100, null);

    /// <summary>A run of one request a second whose p50 is what is given; null is a second without a 2xx.</summary>
    public static RunSummary Of(params double?[] p50) => new()
    {
        Scenario = "any",
        Url = "http://127.0.0.1/v1/events",
        Run = "1",
        Seed = 1,
        Partition = "1/1",
        Started = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000),
        Seconds = p50.Length,
        Throughput = new Throughput(1, 1, 1, 1, p50.Length, p50.Length, 1),
        Latency = LatencySummary.None,
        IntendedLatency = LatencySummary.None,
        Generator = new GeneratorSummary(0, 0, 0, 0, null),
        Outcomes = new Dictionary<string, long> { ["202 accepted"] = p50.Length },
        Statuses = new Dictionary<string, long>(),
        Conservation = new Conservation(new LedgerCounts(1, 1, 0, 0, 1, 0, 0, 0), [], 0, null),
        Throttling = NoThrottling,
        Thresholds = [],
        Timeline = [.. p50.Select((value, second) => new SecondSummary(second, 1, 1, ByOutcome(Outcome.Accepted), value, value * 2, value * 3, value * 5) { P999 = value * 4, BytesSent = 100 })],
        Histogram = [],
        Conditions = new RunConditions("m", 2, "os", "net", "1", "6", "--rate 1")
    };

    public static long[] ByOutcome(Outcome outcome)
    {
        var counts = new long[Outcomes.Kinds];
        counts[(int)outcome] = 1;
        return counts;
    }
}

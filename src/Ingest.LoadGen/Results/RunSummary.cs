using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.CloudWatch;
using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;
using Ingest.LoadGen.Verification;

namespace Ingest.LoadGen.Results;

/// <summary>All that a run came to; every report is a rendering of this, and --summary-json writes it as it is.</summary>
internal sealed record RunSummary
{
    public required string Scenario { get; init; }
    public required string Url { get; init; }
    public required string Run { get; init; }
    public required int Seed { get; init; }
    public required string Partition { get; init; }
    public required DateTimeOffset Started { get; init; }

    /// <summary>Of the load without warm-up, as planned or as long as it ran.</summary>
    public required double Seconds { get; init; }

    /// <summary>Of the plan without warm-up.</summary>
    public double PlannedSeconds { get; init; }
    public required Throughput Throughput { get; init; }

    /// <summary>Of first requests answered with 2xx, from their actual start. Warm-up is in no latency.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>Of each scenario, if there are several; all else is of all of them.</summary>
    public IReadOnlyList<ScenarioSummary> Scenarios { get; init; } = [];

    /// <summary>Of the same, from the moment the schedule meant each to start.</summary>
    public required LatencySummary IntendedLatency { get; init; }

    /// <summary>Of POSTs, from the intended start until all their events were durable, resends included.</summary>
    public LatencySummary DurableLatency { get; init; } = LatencySummary.None;

    /// <summary>POSTs that never came to that.</summary>
    public long AbandonedPosts { get; init; }

    /// <summary>Of requests without a 2xx, resends included; a time-out counts at its time-out.</summary>
    public LatencySummary FailedLatency { get; init; } = LatencySummary.None;

    /// <summary>Of all requests that were answered, whatever the status: what a platform sees.</summary>
    public LatencySummary ResponseLatency { get; init; } = LatencySummary.None;

    /// <summary>Of the same on the wire: from the last byte written to the first one read.</summary>
    public LatencySummary WireLatency { get; init; } = LatencySummary.None;

    /// <summary>What became of the events without those of the warm-up.</summary>
    public LedgerCounts? Measured { get; init; }
    public required GeneratorSummary Generator { get; init; }

    /// <summary>Requests by outcome, resends included.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Requests by HTTP status; 0 is none.</summary>
    public required IReadOnlyDictionary<string, long> Statuses { get; init; }
    /// <summary>Why NBomber stopped the load before its end; null if it did not.</summary>
    public string? Stopped { get; init; }

    /// <summary>What a dry run before the load found wrong, so that there was no load; null for nothing.</summary>
    public string? Preflight { get; init; }

    /// <summary>Requests without a 2xx by what came back, most first.</summary>
    public IReadOnlyList<FailureSummary> Failures { get; init; } = [];

    /// <summary>What the first connection that failed was told; null if none failed.</summary>
    public string? FirstError { get; init; }
    public required Conservation Conservation { get; init; }
    public required Throttling Throttling { get; init; }

    /// <summary>The search for the highest sustained rate, if the scenario is one; all else is then of its last step.</summary>
    public CapacityFinding? Capacity { get; init; }
    public ColdStartSummary? ColdStarts { get; init; }

    /// <summary>What CloudWatch counted; null if it was not asked, or could not be.</summary>
    public PlatformMetrics? Platform { get; init; }

    /// <summary>At list prices; null if the function's durations are not known.</summary>
    public CostEstimate? Cost { get; init; }
    public required IReadOnlyList<ThresholdSummary> Thresholds { get; init; }
    public required IReadOnlyList<SecondSummary> Timeline { get; init; }
    /// <summary>Of the latency from the intended start: upper edges in milliseconds, and how many lie below each and above the one before.</summary>
    public required IReadOnlyList<HistogramBar> Histogram { get; init; }
    public LatencyBuckets? Buckets { get; init; }
    public required RunConditions Conditions { get; init; }

    /// <summary>Whether the run showed what it promised.</summary>
    public RunVerdict Verdict { get; init; } = new([]);

    /// <summary>Of the sinks that could not be read, a sentence each.</summary>
    public IReadOnlyList<string> Unverified { get; init; } = [];

    /// <summary>What a reader should know that is no failure, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
    /// <summary>Ended before its time, by Ctrl-C.</summary>
    public bool Interrupted { get; init; }
}

/// <param name="AskedPerSecond">Starts per second of the plan.</param>
/// <param name="AnsweredPerSecond">Requests answered within the plan's time, whatever the status.</param>
/// <param name="AcceptedPerSecond">Of these, 2xx.</param>
/// <param name="AcknowledgedEventsPerSecond">Events said to be durable, over the plan's time.</param>
/// <param name="Posts">Posts started.</param>
/// <param name="Requests">Requests sent, resends included.</param>
/// <param name="MegabytesSent">Bodies only.</param>
internal sealed record Throughput(
    double AskedPerSecond, double AnsweredPerSecond, double AcceptedPerSecond, double AcknowledgedEventsPerSecond, long Posts, long Requests, double MegabytesSent);

/// <summary>Milliseconds.</summary>
internal sealed record LatencySummary(long Count, double Mean, double P50, double P75, double P95, double P99, double P999, double Max)
{
    public static LatencySummary None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    public static LatencySummary Of(LatencyHistogram histogram) => new(
        histogram.Count, Milliseconds(histogram.Mean), Milliseconds(histogram.ValueAtPercentile(50)), Milliseconds(histogram.ValueAtPercentile(75)),
        Milliseconds(histogram.ValueAtPercentile(95)), Milliseconds(histogram.ValueAtPercentile(99)),
        Milliseconds(histogram.ValueAtPercentile(99.9)), Milliseconds(histogram.Max));

    private static double Milliseconds(double ticks) => Math.Round(ticks / TimeSpan.TicksPerMillisecond, 3);
}

/// <summary>How the generator itself did.</summary>
/// <param name="LagP50">Milliseconds by which half of the starts were late.</param>
/// <param name="LagP99">… and one in a hundred.</param>
/// <param name="LagMax">The latest start.</param>
/// <param name="CpuMicrosecondsPerRequest">CPU time of the whole process over its requests.</param>
/// <param name="WaitP95">Milliseconds that one in twenty answered requests spent in the generator: what its latency has beyond the wire's.</param>
/// <param name="SigningMicrosecondsPerRequest">Of these, what signing took, which is in no latency; null if nothing is signed.</param>
/// <param name="Doubt">Where the generator was the bottleneck, which makes its numbers describe itself: the sentence that says so.</param>
internal sealed record GeneratorSummary(double LagP50, double LagP99, double LagMax, double CpuMicrosecondsPerRequest, string? Doubt, double? SigningMicrosecondsPerRequest = null, double WaitP95 = 0);

/// <param name="SustainedRate">POSTs per second; 0 if not even the first step kept the objective.</param>
internal sealed record CapacityFinding(int SustainedRate, CapacityObjective Objective, IReadOnlyList<CapacityStep> Steps)
{
    /// <summary>Where the rate above broke by the generator's doing alone: the sentence that says so.</summary>
    public string? Doubt => Steps.Where(s => s.Broke is not null && s.Rate > SustainedRate).GroupBy(s => s.Rate).MinBy(g => g.Key) is { } above && above.All(s => s.Doubt is not null)
        ? $"The rate found is not the service's limit: at {above.Key:N0}/s {char.ToLowerInvariant(above.First().Doubt![0])}{above.First().Doubt![1..]}" : null;
}

/// <param name="Check">What must hold.</param>
/// <param name="Passed">It held.</param>
/// <param name="Problem">Why it could not be checked; null if it could.</param>
/// <param name="Actual">What was found; null where the check says it itself.</param>
internal sealed record ThresholdSummary(string Check, bool Passed, string? Problem, string? Actual = null)
{
    public override string ToString() => Actual is null ? Check : $"{Check} (found {Actual})";
}

/// <summary>Requests without a 2xx that brought the same.</summary>
/// <param name="Outcome">What became of them.</param>
/// <param name="Status">The HTTP status; 0 without a response.</param>
/// <param name="Body">How the first's response began, or what the system says of its connection; empty for nothing.</param>
/// <param name="Count">How many.</param>
/// <param name="First">When the first came.</param>
/// <param name="Last">… and the last.</param>
internal sealed record FailureSummary(string Outcome, int Status, string Body, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <summary>One second of the run. Latencies are from the intended start, of the first requests whose 2xx came in it; null if none did.</summary>
internal sealed record SecondSummary(int Second, int Asked, long Started, IReadOnlyList<long> ByOutcome, double? P50, double? P95, double? P99, double? Max)
{
    public double? P999 { get; init; }

    /// <summary>Requests under way when it ended.</summary>
    public long InFlight { get; init; }

    /// <summary>Open when it began.</summary>
    public int Connections { get; init; }

    /// <summary>Of the bodies of requests that began in it, and of responses that came in it.</summary>
    public long BytesSent { get; init; }
    public long BytesReceived { get; init; }
    public long Answered => Outcomes.Answered(ByOutcome);
    public long Succeeded => ByOutcome[(int)Outcome.Accepted] + ByOutcome[(int)Outcome.PartiallyRejected];
}

/// <param name="UpToMs">Upper edge.</param>
/// <param name="Count">Responses in it.</param>
internal sealed record HistogramBar(double UpToMs, long Count);

/// <summary>What a reader needs to judge or repeat the run.</summary>
internal sealed record RunConditions(string Machine, int Cores, string Os, string Runtime, string Version, string NBomber, string Command);

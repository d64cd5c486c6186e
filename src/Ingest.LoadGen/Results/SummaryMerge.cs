using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;
using Ingest.LoadGen.Verification;

namespace Ingest.LoadGen.Results;

/// <summary>
/// Joins what the partitions of one run came to: counts and rates are summed, histograms joined, and what failed in one has
/// failed. Percentiles by second are the worst partition's: unlike the run's own they can't be joined.
/// </summary>
internal static class SummaryMerge
{
    // Processes started by hand or by a shell loop; beyond this their rates did not add up at the endpoint.
    private const double TogetherSeconds = 10;

    /// <param name="parts">Of each partition.</param>
    /// <param name="prices">What the cost is reckoned with anew.</param>
    /// <exception cref="ScenarioException">These are not partitions of one run; the message says why.</exception>
    public static RunSummary Of(IReadOnlyList<RunSummary> parts, PriceTable prices)
    {
        var count = Check(parts);
        var first = parts.MinBy(p => p.Started)!;
        var timeline = Timeline(parts, first.Started);
        var counts = Counts(parts.Select(p => p.Conservation.Counts));
        var throughput = Throughput(parts);
        var outcomes = Sum(parts.Select(p => p.Outcomes));
        var byOutcome = Enumerable.Range(0, Outcomes.Kinds).Select(kind => outcomes.GetValueOrDefault(((Outcome)kind).Describe())).ToArray();
        var intended = LatencyBuckets.Join(parts.Select(p => p.Buckets!.Intended));
        var service = LatencyBuckets.Join(parts.Select(p => p.Buckets!.Service));
        var lag = LatencyBuckets.Join(parts.Select(p => p.Buckets!.Lag));
        var durable = LatencyBuckets.Join(parts.Select(p => p.Buckets!.Durable));
        var failed = LatencyBuckets.Join(parts.Select(p => p.Buckets!.Failed));
        var responses = LatencyBuckets.Join(parts.Select(p => p.Buckets!.Responses));
        var wire = LatencyBuckets.Join(parts.Select(p => p.Buckets!.Wire));
        var measured = Counts(parts.Select(p => p.Measured!));
        return first with
        {
            Run = string.Join(", ", parts.Select(p => p.Run)),
            Partition = $"{parts.Count} of {count}",
            Seconds = parts.Max(p => p.Seconds),
            Throughput = throughput,
            Latency = LatencySummary.Of(service) with { Max = parts.Max(p => p.Latency.Max) },
            IntendedLatency = LatencySummary.Of(intended) with { Max = parts.Max(p => p.IntendedLatency.Max) },
            Generator = Generator(parts, LatencySummary.Of(lag), throughput.Requests),
            Buckets = new LatencyBuckets(LatencyBuckets.Of(service), LatencyBuckets.Of(intended), LatencyBuckets.Of(lag), LatencyBuckets.Of(durable),
                LatencyBuckets.Of(failed), LatencyBuckets.Of(responses), LatencyBuckets.Of(wire)),
            DurableLatency = LatencySummary.Of(durable) with { Max = parts.Max(p => p.DurableLatency.Max) },
            FailedLatency = LatencySummary.Of(failed) with { Max = parts.Max(p => p.FailedLatency.Max) },
            ResponseLatency = LatencySummary.Of(responses) with { Max = parts.Max(p => p.ResponseLatency.Max) },
            WireLatency = LatencySummary.Of(wire) with { Max = parts.Max(p => p.WireLatency.Max) },
            AbandonedPosts = parts.Sum(p => p.AbandonedPosts),
            Measured = measured,
            Outcomes = outcomes,
            Statuses = Sum(parts.Select(p => p.Statuses)),
            Conservation = new Conservation(counts, Sinks(parts), parts.Sum(p => p.Conservation.Violations), parts.Select(p => p.Conservation.FirstViolation).FirstOrDefault(v => v is not null)),
            Throttling = Throttling.Of(byOutcome, timeline, measured, throughput.Posts, throughput.Requests),
            // Console and CloudWatch were asked about the whole function by each of them.
            ColdStarts = parts.Select(p => p.ColdStarts is { } c ? c with { At = [.. c.At.Select(at => Math.Round(at + (p.Started - first.Started).TotalSeconds, 3))] } : null).MaxBy(c => c?.Count ?? -1),
            Platform = parts.Select(p => p.Platform).MaxBy(m => m?.Requests ?? -1),
            Scenarios = Scenarios(parts),
            Cost = Cost(parts, prices),
            Thresholds = [.. parts.SelectMany(p => p.Thresholds).GroupBy(t => t.Check).Select(g => new ThresholdSummary(g.Key, g.All(t => t.Passed), g.FirstOrDefault(t => !t.Passed)?.Problem))],
            Timeline = timeline,
            Histogram = RunSummaries.Histogram(intended),
            Conditions = first.Conditions with
            {
                Machine = string.Join(", ", parts.Select(p => p.Conditions.Machine).Distinct()),
                Command = string.Join(" + ", parts.Select(p => p.Conditions.Command))
            },
            PlannedSeconds = parts.Max(p => p.PlannedSeconds),
            Failures = [.. parts.SelectMany(p => p.Failures).GroupBy(f => (f.Outcome, f.Status, f.Body))
                .Select(g => g.First() with { Count = g.Sum(f => f.Count), First = g.Min(f => f.First), Last = g.Max(f => f.Last) }).OrderByDescending(f => f.Count)],
            FirstError = parts.Select(p => p.FirstError).FirstOrDefault(e => e is not null),
            Verdict = new RunVerdict([.. Checks(parts, count)]),
            Unverified = [.. parts.SelectMany(p => p.Unverified.Select(u => OfPart(p, u)))],
            Notes = [.. parts.SelectMany(p => p.Notes.Select(n => OfPart(p, n)))],
            Interrupted = parts.Any(p => p.Interrupted)
        };
    }

    private static int Check(IReadOnlyList<RunSummary> parts)
    {
        var shares = parts.Select(p => p.Partition.Split('/')).ToArray();
        if (shares.Any(s => s.Length != 2 || !int.TryParse(s[0], out _) || !int.TryParse(s[1], out _)))
            throw new ScenarioException($"Only runs with --partition i/n can be merged, but one is of \"{parts.First(p => p.Partition.Split('/').Length != 2).Partition}\".");
        if (parts.Select(p => (p.Seed, p.Scenario)).Distinct().Count() > 1)
            throw new ScenarioException($"Partitions of one run have one scenario and one --seed, but these are {string.Join(", ", parts.Select(p => $"{p.Scenario} with --seed {p.Seed}").Distinct())}.");
        if (shares.Select(s => s[1]).Distinct().Count() > 1 || parts.Select(p => p.Partition).Distinct().Count() < parts.Count)
            throw new ScenarioException($"Each partition of a run must be there once, but these are {string.Join(", ", parts.Select(p => p.Partition))}.");
        if (parts.Any(p => p.Capacity is not null)) throw new ScenarioException("A search for capacity can't be merged: each of its processes searched for its own.");
        if (parts.Any(p => p.Buckets?.Wire is null || p.Measured is null)) throw new ScenarioException("A summary without \"buckets\" can't be merged: it is of an earlier version.");
        return int.Parse(shares[0][1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Their percentiles are the worst partition's, as those by second are.</summary>
    private static ScenarioSummary[] Scenarios(IReadOnlyList<RunSummary> parts) => [.. parts.SelectMany(p => p.Scenarios).GroupBy(s => s.Name).Select(g => g.First() with
    {
        AskedPerSecond = Math.Round(g.Sum(s => s.AskedPerSecond), 1),
        Posts = g.Sum(s => s.Posts),
        Succeeded = g.Sum(s => s.Succeeded),
        Abandoned = g.Sum(s => s.Abandoned),
        IntendedLatency = g.MaxBy(s => s.IntendedLatency.P99)!.IntendedLatency
    })];

    private static Throughput Throughput(IReadOnlyList<RunSummary> parts)
    {
        return new Throughput(Sum(t => t.AskedPerSecond), Sum(t => t.AnsweredPerSecond), Sum(t => t.AcceptedPerSecond), Sum(t => t.AcknowledgedEventsPerSecond),
            parts.Sum(p => p.Throughput.Posts), parts.Sum(p => p.Throughput.Requests), Sum(t => t.MegabytesSent));

        double Sum(Func<Throughput, double> of) => Math.Round(parts.Sum(p => of(p.Throughput)), 3);
    }

    private static GeneratorSummary Generator(IReadOnlyList<RunSummary> parts, LatencySummary lag, long requests) => new(
        lag.P50, lag.P99, parts.Max(p => p.Generator.LagMax),
        Math.Round(parts.Sum(p => p.Generator.CpuMicrosecondsPerRequest * p.Throughput.Requests) / Math.Max(1, requests), 1),
        parts.Where(p => p.Generator.Doubt is not null).Select(p => OfPart(p, p.Generator.Doubt!)).FirstOrDefault(),
        parts.Any(p => p.Generator.SigningMicrosecondsPerRequest is not null) ? Math.Round(parts.Sum(p => (p.Generator.SigningMicrosecondsPerRequest ?? 0) * p.Throughput.Requests) / Math.Max(1, requests), 1) : null,
        parts.Max(p => p.Generator.WaitP95));

    private static LedgerCounts Counts(IEnumerable<LedgerCounts> parts) => parts.Aggregate((a, b) => new LedgerCounts(
        a.Sent + b.Sent, a.Acknowledged + b.Acknowledged, a.Rejected + b.Rejected, a.Failed + b.Failed, a.AcknowledgedAtFirstTry + b.AcknowledgedAtFirstTry,
        a.Contradictions + b.Contradictions, a.InvalidAcknowledged + b.InvalidAcknowledged, a.ValidRejected + b.ValidRejected));

    private static SinkFinding[] Sinks(IReadOnlyList<RunSummary> parts) => [.. parts.SelectMany(p => p.Conservation.Sinks).GroupBy(s => s.Sink).Select(g =>
    {
        var entries = g.Sum(s => s.Entries);
        // To each, the entries of the others were foreign.
        var foreign = Math.Max(0, g.Min(s => s.Foreign - (entries - s.Entries)));
        return new SinkFinding(g.Key, entries, g.Sum(s => s.Events), g.Sum(s => s.Duplicates), foreign, g.Sum(s => s.Missing),
            [.. g.SelectMany(s => s.FirstMissing)], g.Sum(s => s.Unacknowledged), g.Sum(s => s.RejectedFound));
    })];

    /// <summary>What an invocation takes is the same for all; how many there are is not.</summary>
    private static CostEstimate? Cost(IReadOnlyList<RunSummary> parts, PriceTable prices)
    {
        if (parts.Select(p => p.Cost).FirstOrDefault(c => c is not null) is not { } known) return null;
        var bases = parts.Select(p => p.Cost?.Basis).OfType<CostBasis>().ToArray();
        var basis = known.Basis with
        {
            EventsPerSecond = parts.Sum(p => p.Throughput.AcknowledgedEventsPerSecond),
            InvocationsPerEvent = bases.Sum(b => b.InvocationsPerEvent * b.EventsPerSecond) / bases.Sum(b => b.EventsPerSecond)
        };
        return CostEstimate.Of(basis, prices);
    }

    private static SecondSummary[] Timeline(IReadOnlyList<RunSummary> parts, DateTimeOffset started) => [.. parts
        .SelectMany(p => p.Timeline.Select(s => (At: s.Second + (int)Math.Round((p.Started - started).TotalSeconds), Second: s)))
        .GroupBy(s => s.At, s => s.Second).OrderBy(g => g.Key)
        .Select(g => new SecondSummary(g.Key, g.Sum(s => s.Asked), g.Sum(s => s.Started), [.. Enumerable.Range(0, Outcomes.Kinds).Select(kind => g.Sum(s => s.ByOutcome[kind]))],
            g.Max(s => s.P50), g.Max(s => s.P95), g.Max(s => s.P99), g.Max(s => s.Max))
        {
            P999 = g.Max(s => s.P999),
            InFlight = g.Sum(s => s.InFlight),
            Connections = g.Sum(s => s.Connections),
            BytesSent = g.Sum(s => s.BytesSent),
            BytesReceived = g.Sum(s => s.BytesReceived)
        })];

    private static Dictionary<string, long> Sum(IEnumerable<IReadOnlyDictionary<string, long>> parts) =>
        parts.SelectMany(p => p).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Sum(p => p.Value));

    private static string OfPart(RunSummary part, string sentence) => $"Partition {part.Partition}: {sentence}";

    private static IEnumerable<RunCheck> Checks(IReadOnlyList<RunSummary> parts, int count)
    {
        foreach (var part in parts)
            foreach (var check in part.Verdict.Checks)
                yield return check with { Name = $"{check.Name} (partition {part.Partition})", Problem = check.Problem is { } problem ? OfPart(part, problem) : null };
        yield return new("all partitions", CheckKind.Measurement, parts.Count < count ? $"Only {parts.Count} of the run's {count} partitions are here." : null);
        var apart = (parts.Max(p => p.Started) - parts.Min(p => p.Started)).TotalSeconds;
        yield return new("ran together", CheckKind.Measurement, apart <= TogetherSeconds ? null : $"The partitions did not run together: they began {apart:0} s apart, so that their rates do not add up.");
    }
}

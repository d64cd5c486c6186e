using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;
using Ingest.LoadGen.Verification;
using NBomber.Contracts.Stats;
using static System.FormattableString;

namespace Ingest.LoadGen.Results;

/// <summary>Puts together what a run came to.</summary>
internal static class RunSummaries
{
    private static readonly double[] WaitPercentiles = [95, 97, 99];

    /// <summary>Of the histogram.</summary>
    public const double BarsPerDecade = 12;

    public static RunSummary Of(DrivenLoad driven, Uri url, DeviceFleet fleet, Conservation conservation, LedgerCounts measured, ColdStartSummary? coldStarts, TimeSpan tolerableLag, bool interrupted)
    {
        var (plan, recorder, nbomber, started, cpu) = driven;
        var seconds = Math.Max(1, Math.Min(recorder.Duration.TotalSeconds, nbomber?.Duration.TotalSeconds ?? 0));
        var timeline = Timeline(recorder);
        var latency = LatencySummary.Of(recorder.Service);
        var generator = Generator(recorder, cpu, tolerableLag);
        // NBomber lists them in the plan's order.
        var asked = plan.Scenarios.SelectMany(s => s.Thresholds).ToArray();
        var thresholds = (nbomber?.Thresholds ?? []).Select((t, index) => new ThresholdSummary(plan.Scenarios.Count > 1 ? $"{t.ScenarioName}: {t.CheckExpression}" : t.CheckExpression, !t.IsFailed, t.ExceptionMsg.Length > 0 ? t.ExceptionMsg : null,
            ThresholdValues.Of(asked.ElementAtOrDefault(index), nbomber!.ScenarioStats.FirstOrDefault(s => s.ScenarioName == t.ScenarioName)))).ToArray();
        return new RunSummary
        {
            Scenario = plan.Name,
            Url = url.ToString(),
            Run = fleet.Run,
            Seed = fleet.Seed,
            Partition = fleet.Partition.ToString(),
            Started = started,
            Seconds = Math.Round(seconds, 3),
            Throughput = Throughput(recorder, measured, timeline, seconds),
            Latency = latency,
            IntendedLatency = LatencySummary.Of(recorder.Intended),
            DurableLatency = LatencySummary.Of(recorder.Durable),
            AbandonedPosts = recorder.Abandoned,
            FailedLatency = LatencySummary.Of(recorder.Failed),
            ResponseLatency = LatencySummary.Of(recorder.Responses),
            WireLatency = LatencySummary.Of(recorder.Wire),
            Measured = measured,
            Generator = generator,
            Outcomes = recorder.ByOutcome.Select((count, kind) => (Name: ((Outcome)kind).Describe(), count)).Where(o => o.count > 0).ToDictionary(o => o.Name, o => o.count),
            Statuses = recorder.ByStatus.ToDictionary(s => s.Status.ToString(CultureInfo.InvariantCulture), s => s.Count),
            Conservation = conservation,
            Throttling = Throttling.Of(recorder.ByOutcome, timeline, measured, recorder.Posts, recorder.Requests),
            ColdStarts = coldStarts,
            Thresholds = thresholds,
            Timeline = timeline,
            Buckets = LatencyBuckets.Of(recorder),
            Histogram = Histogram(recorder.Intended),
            Conditions = Conditions(nbomber),
            PlannedSeconds = recorder.Duration.TotalSeconds,
            Stopped = nbomber is null ? null : plan.Scenarios.Select(s => Stopped(s, nbomber)).FirstOrDefault(reason => reason is not null),
            Scenarios = recorder.Scenarios.Count == 1 ? [] : [.. recorder.Scenarios.Select(s => ScenarioSummary.Of(s, plan))],
            Failures = [.. recorder.Failures.Found.Select(f => new FailureSummary(f.Outcome.Describe(), f.Status, f.Body, f.Count, f.First, f.Last)).OrderByDescending(f => f.Count)],
            FirstError = recorder.FirstError,
            Interrupted = interrupted
        };
    }

    /// <summary>The sentence of a scenario that failed as often as it may.</summary>
    private static string? Stopped(ScenarioPlan plan, NodeStats nbomber) =>
        nbomber.ScenarioStats.FirstOrDefault(s => s.ScenarioName == plan.Name) is { } stats && stats.AllFailCount >= plan.MaxFailCount
            ? $"Stopped after {nbomber.Duration.TotalSeconds:0.#} s: {stats.Fail.Request.Count:N0} POSTs failed at their first request{(stats.AllFailCount > stats.Fail.Request.Count ? $", {stats.AllFailCount - stats.Fail.Request.Count:N0} with all resends," : "")} and MaxFailCount is {plan.MaxFailCount:N0}."
            : null;

    private static Throughput Throughput(RunRecorder recorder, LedgerCounts measured, IReadOnlyList<SecondSummary> timeline, double seconds)
    {
        var within = timeline.Take((int)Math.Ceiling(seconds)).ToArray();
        return new Throughput(
            Math.Round(recorder.Starts / recorder.Duration.TotalSeconds, 1),
            Math.Round(within.Sum(s => s.Answered) / seconds, 1),
            Math.Round(within.Sum(s => s.Succeeded) / seconds, 1),
            // Of the events, as many within the plan's time as of the responses that acknowledged them.
            Math.Round(measured.Acknowledged * (within.Sum(s => s.Succeeded) / Math.Max(1.0, timeline.Sum(s => s.Succeeded))) / seconds, 1),
            recorder.Posts, recorder.Requests, Math.Round(recorder.BytesSent / 1e6, 3));
    }

    /// <summary>How the generator did: what it added itself is held against what the endpoint took on the wire, which the generator can't lengthen.</summary>
    internal static GeneratorSummary Generator(RunRecorder recorder, TimeSpan cpu, TimeSpan tolerableLag)
    {
        var (lag, wire) = (LatencySummary.Of(recorder.Lag), LatencySummary.Of(recorder.Wire));
        // Opening a connection is in it too, which few requests do: so it is one in twenty that counts. Where latencies jump, a request more
        // or less in one of the two moves a percentile by the whole jump, but not all three.
        var wait = recorder.Wire.Count == 0 ? 0 : WaitPercentiles.Min(p => Math.Max(0, recorder.Responses.ValueAtPercentile(p) - recorder.Wire.ValueAtPercentile(p))) / (double)TimeSpan.TicksPerMillisecond;
        return new GeneratorSummary(lag.P50, lag.P99, lag.Max, Math.Round(cpu.TotalMicroseconds / Math.Max(1, recorder.Requests), 1),
            IsMuch(lag.P99, wire.P99) ? Invariant($"The generator was the bottleneck: one in a hundred starts was late by {lag.P99:0.#} ms or more, where the endpoint took {wire.P99:0.#} ms.")
            : IsMuch(wait, wire.P95) ? Invariant($"The generator was the bottleneck: one in twenty requests waited {wait:0.#} ms in it for a connection or a processor, where the endpoint took {wire.P95:0.#} ms.")
            : null,
            recorder.Signing > TimeSpan.Zero ? Math.Round(recorder.Signing.TotalMicroseconds / Math.Max(1, recorder.Requests), 1) : null, Math.Round(wait, 3));

        bool IsMuch(double own, double endpoint) => own > tolerableLag.TotalMilliseconds && own > endpoint / 2;
    }

    private static SecondSummary[] Timeline(RunRecorder recorder)
    {
        var asked = recorder.AskedPerSecond();
        var underWay = 0L;
        return [.. recorder.Timeline.Seconds.Select((s, second) => new SecondSummary(
            second, second < asked.Length ? asked[second] : 0, s.Started, [.. s.ByOutcome],
            Rounded(s.P50), Rounded(s.P95), Rounded(s.P99), Rounded(s.Max))
            {
                P999 = Rounded(s.P999),
                InFlight = underWay += s.Started - s.Ended,
                Connections = s.Connections,
                BytesSent = s.BytesSent,
                BytesReceived = s.BytesReceived
            })];
    }

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 3) : null;

    /// <summary>Twelve bars a decade: even on a logarithmic axis.</summary>
    internal static HistogramBar[] Histogram(LatencyHistogram latency)
    {
        return [.. latency.Buckets()
            .GroupBy(b => (int)Math.Ceiling(Math.Log10(Math.Max(0.01, b.Value / (double)TimeSpan.TicksPerMillisecond)) * BarsPerDecade))
            .Select(g => new HistogramBar(Math.Round(Math.Pow(10, g.Key / BarsPerDecade), 4), g.Sum(b => b.Count)))];
    }

    private static RunConditions Conditions(NodeStats? nbomber) => new(
        Environment.MachineName, Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription,
        typeof(RunSummaries).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        nbomber?.NodeInfo.NBomberVersion ?? "",
        string.Join(' ', CommandText.Of(Environment.GetCommandLineArgs().Skip(1))));
}

/// <summary>A command line that can be shown: what a --header says may be a secret.</summary>
internal static class CommandText
{
    public static IEnumerable<string> Of(IEnumerable<string> arguments)
    {
        var isHeader = false;
        foreach (var argument in arguments)
        {
            var at = isHeader ? argument.IndexOf('=', StringComparison.Ordinal) : argument.StartsWith("--header=", StringComparison.Ordinal) ? argument.IndexOf('=', "--header=".Length) : -1;
            yield return at < 0 ? argument : $"{argument[..at]}=…";
            isHeader = argument == "--header";
        }
    }
}

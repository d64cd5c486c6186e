using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Verification;
using NBomber.Contracts.Stats;

namespace Ingest.LoadGen.Results;

/// <summary>Puts together what a run came to.</summary>
internal static class RunSummaries
{
    /// <summary>Of the histogram.</summary>
    public const double BarsPerDecade = 12;

    public static RunSummary Of(DrivenLoad driven, Uri url, DeviceFleet fleet, Conservation conservation, ColdStartSummary? coldStarts, TimeSpan tolerableLag, bool interrupted)
    {
        var (plan, recorder, nbomber, started, cpu) = driven;
        var seconds = Math.Max(1, Math.Min(recorder.Profile.Duration.TotalSeconds, nbomber?.Duration.TotalSeconds ?? 0));
        var timeline = Timeline(recorder);
        var latency = LatencySummary.Of(recorder.Service);
        var generator = Generator(recorder, cpu, latency, tolerableLag);
        var thresholds = (nbomber?.Thresholds ?? []).Select((t, index) => new ThresholdSummary(t.CheckExpression, !t.IsFailed, t.ExceptionMsg.Length > 0 ? t.ExceptionMsg : null,
            ThresholdValues.Of(plan.Thresholds.ElementAtOrDefault(index), nbomber!.ScenarioStats[0]))).ToArray();
        return new RunSummary
        {
            Scenario = plan.Name,
            Url = url.ToString(),
            Run = fleet.Run,
            Seed = fleet.Seed,
            Partition = fleet.Partition.ToString(),
            Started = started,
            Seconds = Math.Round(seconds, 3),
            Throughput = Throughput(recorder, conservation, timeline, seconds),
            Latency = latency,
            IntendedLatency = LatencySummary.Of(recorder.Intended),
            Generator = generator,
            Outcomes = recorder.ByOutcome.Select((count, kind) => (Name: ((Outcome)kind).Describe(), count)).Where(o => o.count > 0).ToDictionary(o => o.Name, o => o.count),
            Statuses = recorder.ByStatus.ToDictionary(s => s.Status.ToString(CultureInfo.InvariantCulture), s => s.Count),
            Conservation = conservation,
            Throttling = Throttling.Of(recorder.ByOutcome, timeline, conservation.Counts, recorder.Posts, recorder.Requests),
            ColdStarts = coldStarts,
            Thresholds = thresholds,
            Timeline = timeline,
            Buckets = LatencyBuckets.Of(recorder),
            Histogram = Histogram(recorder.Intended),
            Conditions = Conditions(nbomber),
            PlannedSeconds = recorder.Profile.Duration.TotalSeconds,
            Stopped = nbomber?.AllFailCount >= plan.MaxFailCount ? $"Stopped after {nbomber.Duration.TotalSeconds:0.#} s: {nbomber.AllFailCount:N0} POSTs failed at their first request, and MaxFailCount is {plan.MaxFailCount:N0}." : null,
            FirstError = recorder.FirstError,
            Interrupted = interrupted
        };
    }

    private static Throughput Throughput(RunRecorder recorder, Conservation conservation, IReadOnlyList<SecondSummary> timeline, double seconds)
    {
        var within = timeline.Take((int)Math.Ceiling(seconds)).ToArray();
        return new Throughput(
            Math.Round(recorder.Profile.Starts / recorder.Profile.Duration.TotalSeconds, 1),
            Math.Round(within.Sum(s => s.Answered) / seconds, 1),
            Math.Round(within.Sum(s => s.Succeeded) / seconds, 1),
            Math.Round(recorder.EventsSent * Share(conservation) / seconds, 1),
            recorder.Posts, recorder.Requests, Math.Round(recorder.BytesSent / 1e6, 3));
    }

    /// <summary>The ledger counts warm-up too, the recorder does not: its events were acknowledged in the same share.</summary>
    private static double Share(Conservation conservation) =>
        conservation.Counts.Sent == 0 ? 0 : (double)conservation.Counts.Acknowledged / conservation.Counts.Sent;

    private static GeneratorSummary Generator(RunRecorder recorder, TimeSpan cpu, LatencySummary latency, TimeSpan tolerableLag)
    {
        var lag = LatencySummary.Of(recorder.Lag);
        // Later than this, and by more than half of what the service took, it measured itself.
        var trusted = lag.P99 <= tolerableLag.TotalMilliseconds || lag.P99 <= latency.P99 / 2;
        return new GeneratorSummary(lag.P50, lag.P99, lag.Max, Math.Round(cpu.TotalMicroseconds / Math.Max(1, recorder.Requests), 1),
            trusted ? null : $"The generator was the bottleneck: one in a hundred starts was late by {lag.P99:0.#} ms or more.",
            recorder.Signing > TimeSpan.Zero ? Math.Round(recorder.Signing.TotalMicroseconds / Math.Max(1, recorder.Requests), 1) : null);
    }

    private static SecondSummary[] Timeline(RunRecorder recorder)
    {
        var asked = recorder.Profile.PerSecond();
        return [.. recorder.Timeline.Seconds.Select((s, second) => new SecondSummary(
            second, second < asked.Length ? asked[second] : 0, s.Started, [.. s.ByOutcome],
            Math.Round(s.P50, 3), Math.Round(s.P95, 3), Math.Round(s.P99, 3), Math.Round(s.Max, 3)))];
    }

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

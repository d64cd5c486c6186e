using System.Globalization;
using System.Text;
using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>The summary on the console, verdict last.</summary>
internal static class SummaryText
{
    public static string Render(RunSummary summary)
    {
        var text = new StringBuilder().AppendLine();
        var (throughput, latency, intended, counts) = (summary.Throughput, summary.Latency, summary.IntendedLatency, summary.Conservation.Counts);
        var measured = summary.Measured ?? counts;
        // Nothing was measured: the reason says why.
        if (throughput.Requests == 0) return text.Append(Notes(summary)).Append(Verdict(summary)).ToString();
        Line("requests/s", $"{throughput.AnsweredPerSecond:N0} answered of {throughput.AskedPerSecond:N0} asked, {throughput.AcceptedPerSecond:N0} accepted ({throughput.Requests:N0} requests{(summary.Throttling.Resends > 0 ? $", {summary.Throttling.Resends:N0} of them resends," : "")} in {summary.Seconds:0.#} s)");
        if (latency.Count == 0) Line("latency", "none: no first request brought a 2xx");
        else Line("latency", $"p50 {latency.P50:0.00} ms   p95 {latency.P95:0.00} ms   p99 {latency.P99:0.00} ms   max {latency.Max:0.0} ms   (first requests with a 2xx)");
        if (intended.Count > 0) Line("  as intended", $"p50 {intended.P50:0.00} ms   p95 {intended.P95:0.00} ms   p99 {intended.P99:0.00} ms   (the same, from when the schedule meant each to start)");
        var durable = summary.DurableLatency;
        if (durable.Count > 0) Line("  to durable", $"p50 {durable.P50:0.00} ms   p95 {durable.P95:0.00} ms   p99 {durable.P99:0.00} ms   max {durable.Max:0.0} ms   (from the intended start, resends included{(summary.AbandonedPosts > 0 ? $"; {summary.AbandonedPosts:N0} POSTs never were" : "")})");
        if (summary.FailedLatency is { Count: > 0 } failed) Line("  failed", $"p50 {failed.P50:0.00} ms   p95 {failed.P95:0.00} ms   p99 {failed.P99:0.00} ms   max {failed.Max:0.0} ms   ({failed.Count:N0} requests without a 2xx)");
        if (summary.WireLatency.Count > 0) Line("  on the wire", $"p50 {summary.WireLatency.P50:0.00} ms   p95 {summary.WireLatency.P95:0.00} ms   p99 {summary.WireLatency.P99:0.00} ms   (all responses, request written to first byte)");
        foreach (var scenario in summary.Scenarios)
            Line(scenario.Name, $"{scenario.Posts:N0} posts, {scenario.Succeeded:N0} with a 2xx at first{(scenario.Succeeded == 0 ? "" : $"; p50 {scenario.IntendedLatency.P50:0.00} ms   p95 {scenario.IntendedLatency.P95:0.00} ms   p99 {scenario.IntendedLatency.P99:0.00} ms, as intended")}{(scenario.Abandoned > 0 ? $"; {scenario.Abandoned:N0} never became durable" : "")}");
        Line("generator", $"late by p99 {summary.Generator.LagP99:0.00} ms, {summary.Generator.CpuMicrosecondsPerRequest:0} µs CPU a request{(summary.Generator.SigningMicrosecondsPerRequest is { } signing ? $", {signing:0} µs of them to sign it, which is in no latency" : "")}");
        Line("statuses", string.Join("   ", summary.Outcomes.Select(o => $"{o.Key}: {o.Value:N0}")));
        if (summary.Throttling is { Any: true } refused)
            Line("refusals", $"{refused.Resends:N0} resends, {refused.FirstTryPercent:0.##} % of the events delivered at first try, {refused.DeliveredPercent:0.##} % in the end"
                + (refused.RecoverySeconds is { } recovery ? $", recovered {recovery:0} s after the load fell" : ""));
        if (summary.ColdStarts is { } cold)
            Line("cold starts", cold.Count == 0 ? "none" : $"{cold.Count}{(cold.InWarmUp > 0 ? $", {cold.InWarmUp} of them in the warm-up" : "")}: INIT takes {Range(cold.Milliseconds)} ms"
                + (cold.KnownCpu is { Count: > 0 } cpu ? $", of CPU {Range(cpu)} ms" : "") + $"   ({Environment.ProcessorCount} start at once on this machine)");
        Line("events", $"{measured.Acknowledged:N0} acknowledged, {throughput.AcknowledgedEventsPerSecond:N0} a second");
        foreach (var sink in summary.Conservation.Sinks)
            Line(sink.Sink, $"{sink.Events:N0} events found in {sink.Entries:N0} {(sink.Sink == "Kinesis" ? "records" : "items")}, {sink.Missing:N0} missing, {sink.Duplicates:N0} duplicates{(sink.Unacknowledged > 0 ? $", {sink.Unacknowledged:N0} never acknowledged" : "")}");
        Line("conservation", $"{summary.Conservation}{(counts.Sent > measured.Sent ? $" (with {counts.Sent - measured.Sent:N0} of the warm-up, which is in no other figure but the sinks')" : "")}");
        if (summary.Platform is { } platform)
        {
            Line("cloudwatch", $"{platform.From:HH:mm} to {platform.To:HH:mm} UTC: the platform's figure, the client's, and why they differ");
            foreach (var row in PlatformRow.Of(platform, summary)) text.AppendLine(CultureInfo.InvariantCulture, $"    {row.Figure,-27} {row.Platform,10} {row.Client,10}   {row.Why}");
        }
        if (summary.Cost is { } cost)
            Line("cost", $"${cost.PerMillionEvents:0.00} per million events, ${cost.PerMonth:N0} a month at this rate ({cost.Prices}); {string.Join("; ", cost.Alternatives.Select(a => $"{a.Item} ${a.PerMillionEvents:0.00}"))}");
        foreach (var threshold in summary.Thresholds) Line("threshold", $"{(threshold.Passed ? "met" : "NOT MET")}: {threshold}");
        if (summary.Capacity is { } capacity)
        {
            foreach (var step in capacity.Steps) Line($"{step.Rate}/s", $"{step.Answered:N0}/s answered, p99 {step.P99Ms:0.0} ms, {step.FailPercent:0.0} % failed{(step.Broke is null ? "" : $": broke, {step.Broke}")}");
            Line("capacity", $"{capacity.SustainedRate:N0} POSTs/s sustained");
        }
        return text.AppendLine().Append(Notes(summary)).Append(Verdict(summary)).ToString();

        void Line(string name, string value) => text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-14} {value}");
    }

    private static string Notes(RunSummary summary) => string.Concat(summary.Notes.Select(note => $"  ~ {note}{Environment.NewLine}"));

    private static string Range(IReadOnlyList<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{values.Min():0} to {values.Max():0}, median {values.Order().ElementAt(values.Count / 2):0}");

    /// <summary>The reasons and the verdict.</summary>
    public static string Verdict(RunSummary summary) =>
        string.Concat(summary.Verdict.Reasons.Select(r => $"  ! {r}{Environment.NewLine}")) + summary.Verdict.Name.ToUpperInvariant() + Environment.NewLine;
}

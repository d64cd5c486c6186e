using System.Globalization;
using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>The summary as tables.</summary>
internal static class ReportTables
{
    private const int MostRows = 20;

    public static IReadOnlyList<ReportTable> Of(RunSummary summary, RunSummary? baseline)
    {
        var tables = new List<ReportTable> { Latency(summary), Outcomes(summary), Conservation(summary) };
        if (baseline is not null) tables.Insert(0, Compared(summary, baseline));
        if (summary.Scenarios.Count > 0) tables.Insert(baseline is null ? 0 : 1, Scenarios(summary));
        if (summary.Throttling.Any) tables.Add(Throttling(summary.Throttling));
        if (summary.Thresholds.Count > 0)
            tables.Add(new("Thresholds", ["check", "found", "result"], [.. summary.Thresholds.Select(t => new[] { t.Check, t.Actual ?? "", t.Passed ? "met" : "not met" })]));
        if (summary.Capacity is { } capacity) tables.Add(Capacity(capacity));
        if (summary.ColdStarts is { Count: > 0 } cold)
            tables.Add(ColdStarts(cold));
        if (summary.Platform is { } platform)
            tables.Add(new($"CloudWatch beside the client, {platform.From:HH:mm} to {platform.To:HH:mm} UTC in whole minutes", ["figure", "CloudWatch", "client", "why they differ"],
                [.. PlatformRow.Of(platform, summary).Select(r => new[] { r.Figure, r.Platform, r.Client, r.Why })]));
        if (summary.Cost is { } cost) tables.AddRange(Cost(cost), Alternatives(cost));
        if (summary.Timeline.Count > 0) tables.Add(Timeline(summary));
        tables.Add(Conditions(summary));
        return tables;
    }

    private static ReportTable Scenarios(RunSummary s) => new("Scenarios, first requests from the intended start", ["scenario", "asked/s", "POSTs", "2xx at first", "never durable", "p50 ms", "p95 ms", "p99 ms", "max ms"],
        [.. s.Scenarios.Select(one => (string[])[one.Name, N(one.AskedPerSecond), I(one.Posts), I(one.Succeeded), I(one.Abandoned), .. one.IntendedLatency.Count == 0 ? (string[])["", "", "", ""] : [N(one.IntendedLatency.P50), N(one.IntendedLatency.P95), N(one.IntendedLatency.P99), N(one.IntendedLatency.Max)]])]);

    private static ReportTable Compared(RunSummary now, RunSummary before) => new("Against the baseline", ["figure", "then", "now", "change"],
        [.. Comparison.Of(before, now).Select(r => new[] { $"{r.Name}, {r.Unit}", N(r.Before), N(r.Now), r.Change is { } change ? $"{change:+0.0;-0.0;0.0} %" : "" })]);

    /// <summary>What the charts show, in at most twenty rows: for who has no script, and for screen readers.</summary>
    private static ReportTable Timeline(RunSummary s)
    {
        var every = (s.Timeline.Count + MostRows - 1) / MostRows;
        return new($"The run in parts of {every} s", ["from, UTC", "asked/s", "answered/s", "2xx/s", "worst p50 ms", "worst p99 ms", "max ms", "most in flight"],
            [.. s.Timeline.Chunk(every).Select(part => new[]
            {
                s.Started.AddSeconds(part[0].Second).ToString("HH:mm:ss", CultureInfo.InvariantCulture), N(part.Average(t => t.Asked)), N(part.Average(t => t.Answered)), N(part.Average(t => t.Succeeded)),
                Worst(part.Max(t => t.P50)), Worst(part.Max(t => t.P99)), Worst(part.Max(t => t.Max)), I(part.Max(t => t.InFlight))
            })]);

        static string Worst(double? value) => value is { } known ? N(known) : "";
    }

    private static ReportTable Latency(RunSummary s) => new("Latency without warm-up, ms", ["of", "count", "mean", "p50", "p75", "p95", "p99", "p99.9", "max"],
    [
        Row("first requests with a 2xx, from the actual start", s.Latency),
        Row("the same, from the intended start", s.IntendedLatency),
        Row($"POSTs, from the intended start to durable, resends included{(s.AbandonedPosts > 0 ? $"; {I(s.AbandonedPosts)} never were" : "")}", s.DurableLatency),
        .. s.FailedLatency.Count > 0 ? (string[][])[Row("requests without a 2xx, time-outs at their time-out", s.FailedLatency)] : [],
        Row("all responses, from the actual start", s.ResponseLatency),
        Row("the same on the wire, request written to first byte", s.WireLatency)
    ]);

    private static string[] Row(string name, LatencySummary l) => l.Count == 0 ? [name, "0", "", "", "", "", "", "", ""] : [name, I(l.Count), N(l.Mean), N(l.P50), N(l.P75), N(l.P95), N(l.P99), N(l.P999), N(l.Max)];

    private static ReportTable Outcomes(RunSummary s) => new("Requests by outcome, resends included, without warm-up", ["outcome", "requests", "share"],
        [.. s.Outcomes.Select(o => new[] { o.Key, I(o.Value), $"{100.0 * o.Value / Math.Max(1, s.Throughput.Requests):0.00} %" })]);

    private static ReportTable Conservation(RunSummary s) => new("Conservation of events, warm-up included", ["where", "events", "entries", "missing", "duplicates", "never acknowledged"],
    [
        ["sent", I(s.Conservation.Counts.Sent), "", "", "", ""],
        ["acknowledged", I(s.Conservation.Counts.Acknowledged), "", "", "", ""],
        ["rejected", I(s.Conservation.Counts.Rejected), "", "", "", ""],
        ["failed", I(s.Conservation.Counts.Failed), "", "", "", ""],
        .. s.Conservation.Sinks.Select(k => new[] { $"found in {k.Sink}", I(k.Events), I(k.Entries), I(k.Missing), I(k.Duplicates), I(k.Unacknowledged) })
    ]);

    private static ReportTable Throttling(Throttling t) => new("Throttling and failures, without warm-up", ["figure", "value"],
    [
        ["429 by the platform", I(t.ByPlatform)],
        ["429 by the function", I(t.ByFunction)],
        ["503 by the function", I(t.Unavailable)],
        ["502 and other 5xx", I(t.FunctionErrors)],
        ["timeouts", I(t.Timeouts)],
        ["connection errors", I(t.ConnectionErrors)],
        ["resends", I(t.Resends)],
        ["valid events delivered at first try", $"{t.FirstTryPercent:0.##} %"],
        ["… in the end", $"{t.DeliveredPercent:0.##} %"],
        .. t.RecoverySeconds is { } recovery ? (string[][])[["recovered after the load fell", $"{recovery:0} s"]] : []
    ]);

    private static ReportTable ColdStarts(ColdStartSummary c)
    {
        var within = c.At.Where(at => at >= 0).Order().ToArray();
        return new("Cold starts", ["figure", "value"],
        [
            ["environments started", I(c.Count)],
            .. c.At.Count > 0 ? (string[][])[["… in the warm-up", I(c.At.Count - within.Length)]] : [],
            .. within.Length > 0 ? (string[][])[["first in the load, s", N(within[0])], ["last in the load, s", N(within[^1])]] : [],
            .. c.Milliseconds.Count > 0
                ? (string[][])[["INIT, fastest, ms", N(c.Milliseconds.Min())], ["median, ms", N(c.Milliseconds.Order().ElementAt(c.Milliseconds.Count / 2))], ["slowest, ms", N(c.Milliseconds.Max())]] : [],
            .. c.KnownCpu is { Count: > 0 } cpu
                ? (string[][])[["CPU, least, ms", N(cpu.Min())], ["CPU, median, ms", N(cpu.Order().ElementAt(cpu.Count / 2))], ["CPU, most, ms", N(cpu.Max())]] : []
        ]);
    }

    private static ReportTable Cost(CostEstimate c) => new($"Cost at list prices ({c.Prices})", ["item", "$ per million events", "$ per month", "arithmetic for a million events"],
    [
        .. c.Lines.Select(Row),
        ["total", Dollars(c.PerMillionEvents), Dollars(c.PerMonth), $"{N(c.Basis.EventsPerSecond)} events/s for 730 hours; the Function URL itself costs nothing. {c.Basis.Measured}"]
    ]);

    private static ReportTable Alternatives(CostEstimate c) => new("The same traffic otherwise", ["item", "$ per million events", "$ per month", "arithmetic"], [.. c.Alternatives.Select(Row)]);

    private static string[] Row(CostLine l) => [l.Item, Dollars(l.PerMillionEvents), Dollars(l.PerMonth), l.Arithmetic];

    private static ReportTable Capacity(CapacityFinding c) => new($"Capacity: {c.SustainedRate:N0} POSTs/s sustained", ["asked/s", "answered/s", "p99 ms", "failed", "verdict"],
        [.. c.Steps.Select(s => new[] { I(s.Rate), N(s.Answered), N(s.P99Ms), $"{s.FailPercent:0.0} %", s.Broke is null ? "kept" : $"broke: {s.Broke}" })]);

    private static ReportTable Conditions(RunSummary s) => new("Conditions", ["what", "value"],
    [
        ["endpoint", s.Url],
        ["run", $"{s.Run} (seed {s.Seed}, partition {s.Partition})"],
        ["started", s.Started.ToString("u", CultureInfo.InvariantCulture)],
        ["command", s.Conditions.Command],
        ["machine", $"{s.Conditions.Machine}, {s.Conditions.Cores} cores, {s.Conditions.Os}"],
        ["versions", $"load generator {s.Conditions.Version}, NBomber {s.Conditions.NBomber}, {s.Conditions.Runtime}"],
        ["generator", $"late by p50 {N(s.Generator.LagP50)}, p99 {N(s.Generator.LagP99)}, at most {N(s.Generator.LagMax)} ms; one in twenty requests waited {N(s.Generator.WaitP95)} ms in it; {N(s.Generator.CpuMicrosecondsPerRequest)} µs CPU a request{(s.Generator.SigningMicrosecondsPerRequest is { } signing ? $", {N(signing)} µs of them to sign it, which is in no latency" : "")}"],
        .. s.ColdStarts is null ? (string[][])[["cold starts", "not known: only the local cloud tells them (--console). AWS publishes no metric of them; the function's log has them as Init Duration in its REPORT lines"]] : []
    ]);

    private static string N(double value) => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    private static string Dollars(double value) => value.ToString(value >= 100 ? "N0" : value >= 1 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);

    private static string I(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

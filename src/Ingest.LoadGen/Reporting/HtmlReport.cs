using System.Globalization;
using System.Net;
using System.Text;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>One self-contained page: verdict first, then the figures, the charts and the tables. Works offline, light and dark.</summary>
internal static class HtmlReport
{
    private static readonly string Style = ReadStyle();

    private static readonly (string Name, string Colour, Outcome[] Kinds)[] Groups =
    [
        ("202, 200", "--c1", [Outcome.Accepted, Outcome.PartiallyRejected]),
        ("4xx rejected", "--c6", [Outcome.Rejected, Outcome.NotAllowed, Outcome.ClientError]),
        ("2xx other, 3xx", "--c7", [Outcome.OtherSuccess, Outcome.Redirect]),
        ("429 platform", "--c2", [Outcome.ThrottledByPlatform]),
        ("429 function", "--c5", [Outcome.ThrottledByFunction]),
        ("5xx", "--c3", [Outcome.Unavailable, Outcome.BadGateway, Outcome.ServerError]),
        ("no response", "--c4", [Outcome.Timeout, Outcome.ConnectionError])
    ];

    public static string Render(RunSummary summary, RunSummary? baseline)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(summary.Scenario)}: {summary.Verdict.Name}</title><style>{Style}</style></head><body>");
        Verdict(html, summary);
        Tiles(html, summary);
        Charts(html, summary);
        foreach (var table in ReportTables.Of(summary, baseline)) Table(html, table);
        return html.Append("</body></html>").ToString();
    }

    private static void Verdict(StringBuilder html, RunSummary s)
    {
        html.Append($"<div class=\"verdict\"><span class=\"badge {(s.Verdict.Held ? "good" : "bad")}\">{s.Verdict.Name}</span><h1>{Text(s.Scenario)}</h1><span class=\"soft\">{Text(s.Url)}</span></div>");
        html.Append($"<p>Events {Text(s.Conservation.ToString())}, those of the warm-up included, which is in no other figure.</p>");
        if (!s.Verdict.Held) html.Append($"<ul class=\"failures\">{string.Concat(s.Verdict.Reasons.Select(r => $"<li>{Text(r)}</li>"))}</ul>");
        if (s.Notes.Count > 0) html.Append($"<ul class=\"notes\">{string.Concat(s.Notes.Select(n => $"<li>{Text(n)}</li>"))}</ul>");
    }

    private static void Tiles(StringBuilder html, RunSummary s)
    {
        html.Append("<div class=\"tiles\">");
        if (s.Capacity is { } capacity) Tile("POSTs/s sustained", $"{capacity.SustainedRate:N0}");
        Tile($"requests/s accepted, of {s.Throughput.AskedPerSecond:#,0.#} asked", $"{s.Throughput.AcceptedPerSecond:#,0.#}");
        Tile("p50", $"{s.Latency.P50:0.##} ms");
        Tile("p99", $"{s.Latency.P99:0.##} ms");
        Tile("p99 from the intended start", $"{s.IntendedLatency.P99:0.##} ms");
        Tile("p99 from the intended start to durable, resends included", s.DurableLatency.Count == 0 ? "never" : $"{s.DurableLatency.P99:0.##} ms");
        Tile("events/s acknowledged", $"{s.Throughput.AcknowledgedEventsPerSecond:N0}");
        Tile("delivered at first try", $"{s.Throttling.FirstTryPercent:0.##} %");
        if (s.ColdStarts is { } cold) Tile(cold.At.Count(at => at < 0) is > 0 and var early ? $"cold starts, {early} in the warm-up" : "cold starts", $"{cold.Count}");
        if (s.Cost is { } cost) Tile("per million events", $"${cost.PerMillionEvents:0.00}");
        html.Append("</div>");

        void Tile(string name, string value) => html.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><b>{Text(value)}</b><span class=\"soft\">{Text(name)}</span></div>");
    }

    private static void Charts(StringBuilder html, RunSummary s)
    {
        if (s.Timeline.Count == 0) return;
        var marks = ColdStarts(s.ColdStarts);
        html.Append(SvgChart.Lines("Latency from the intended start, of first requests by the second of their 2xx", "ms",
        [
            new("p50", "--c1", [.. s.Timeline.Select(t => t.P50)]),
            new("p95", "--c2", [.. s.Timeline.Select(t => t.P95)]),
            new("p99", "--c3", [.. s.Timeline.Select(t => t.P99)])
        ], marks, "cold start"));
        html.Append(SvgChart.Lines("Requests asked, started and answered", "requests/s",
        [
            new("asked", "--c6", [.. s.Timeline.Select(t => (double?)t.Asked)]),
            new("started", "--c2", [.. s.Timeline.Select(t => (double?)t.Started)]),
            new("answered", "--c1", [.. s.Timeline.Select(t => (double?)t.Answered)])
        ], marks, "cold start"));
        html.Append(SvgChart.Stacked("Responses by outcome", "responses/s", [.. Groups.Select(g => new Series(g.Name, g.Colour,
            [.. s.Timeline.Select(t => (double?)g.Kinds.Sum(kind => t.ByOutcome[(int)kind]))])).Where(g => g.Values.Any(v => v > 0))]));
        if (s.Histogram.Count > 0) html.Append(HistogramChart.Render(s.Histogram, "--c1"));
    }

    /// <summary>One mark for all that began in a second: a burst starts hundreds at once.</summary>
    private static ChartMark[] ColdStarts(ColdStartSummary? cold) => cold is null ? [] :
        [.. cold.At.Zip(cold.Milliseconds).GroupBy(c => (int)Math.Floor(c.First)).Select(g => new ChartMark(g.Min(c => c.First), g.Count() == 1
            ? FormattableString.Invariant($"cold start of {g.First().Second:0} ms")
            : FormattableString.Invariant($"{g.Count()} cold starts of {g.Min(c => c.Second):0} to {g.Max(c => c.Second):0} ms")))];

    private static void Table(StringBuilder html, ReportTable table)
    {
        var kinds = table.Header.Select((_, column) => table.IsNumber(column) ? " class=\"number\"" : table.IsProse(column) ? " class=\"prose\"" : "").ToArray();
        html.Append($"<h2>{Text(table.Title)}</h2><div class=\"scroll\"><table{(table.Header.Where((_, column) => table.IsProse(column)).Any() ? " class=\"wordy\"" : "")}><thead><tr>{string.Concat(table.Header.Select((h, column) => $"<th{kinds[column]} scope=\"col\">{Text(h)}</th>"))}</tr></thead><tbody>");
        foreach (var row in table.Rows)
            html.Append($"<tr{(row[0] == "total" ? " class=\"total\"" : "")}>{string.Concat(row.Select((c, column) => $"<td{kinds[column]}>{Text(c)}</td>"))}</tr>");
        html.Append("</tbody></table></div>");
    }

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

using System.Globalization;
using System.Net;
using System.Text;
using Ingest.LoadGen.Results;
using Ingest.Shared.Web;

namespace Ingest.LoadGen.Reporting;

/// <summary>
/// One self-contained page: verdict and its reasons first, then contents, figures, charts, failures and tables. Works offline, light and dark,
/// on a phone and on paper; without script all but the charts.
/// </summary>
internal static class HtmlReport
{
    private static string Ms(LatencySummary of, double value) => of.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{value:0.##} ms");

    private static readonly string Style = WebParts.Style + ReadStyle();

    public static string Render(RunSummary summary, RunSummary? baseline)
    {
        var (charts, tables) = (ReportCharts.Of(summary, baseline), ReportTables.Of(summary, baseline));
        var html = new StringBuilder();
        html.Append($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" content=\"{WebParts.ContentSecurityPolicy}\">");
        html.Append($"<title>{Text(summary.Scenario)}: {summary.Verdict.Name}</title><link rel=\"icon\" href=\"data:,\"><style>{Style}</style></head><body>");
        Verdict(html, summary, baseline);
        Contents(html, summary, charts, tables);
        html.Append("<main>");
        Tiles(html, summary, baseline);
        if (charts.Count > 0) Charts(html, charts, summary, baseline);
        if (summary.Failures.Count > 0) Failures(html, summary);
        foreach (var table in tables) Table(html, table);
        return html.Append($"</main><script>{WebParts.Script}</script></body></html>").ToString();
    }

    private static void Verdict(StringBuilder html, RunSummary s, RunSummary? baseline)
    {
        html.Append($"<header class=\"verdict {(s.Verdict.Held ? "good" : "bad")}\"><p class=\"name\">{s.Verdict.Name}</p><h1>{Text(s.Scenario)}</h1>");
        if (!s.Verdict.Held) html.Append($"<ul>{string.Concat(s.Verdict.Reasons.Select(r => $"<li>{Text(r)}</li>"))}</ul>");
        html.Append("</header>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Text(s.Url)}, {s.Started:u} for {s.Seconds:0.#} s, exit code {s.Verdict.ExitCode}");
        if (baseline is not null) html.Append(CultureInfo.InvariantCulture, $"; beside the baseline of {baseline.Started:u} ({Text(baseline.Scenario)}: {baseline.Verdict.Name})");
        html.Append($"</p><p>Events {Text(s.Conservation.ToString())}, those of the warm-up included, which is in no other figure.</p>");
        if (s.Notes.Count > 0) html.Append($"<ul class=\"notes\">{string.Concat(s.Notes.Select(n => $"<li>{Text(n)}</li>"))}</ul>");
    }

    private static void Contents(StringBuilder html, RunSummary s, IReadOnlyList<Chart> charts, IReadOnlyList<ReportTable> tables)
    {
        html.Append("<nav aria-label=\"Contents\"><details><summary>Contents</summary><ul>");
        if (charts.Count > 0) html.Append($"<li><a href=\"#charts\">Charts</a><ul>{string.Concat(charts.Select(c => Entry(c.Title)))}</ul></li>");
        if (s.Failures.Count > 0) html.Append("<li><a href=\"#failures\">Failures</a></li>");
        html.Append(string.Concat(tables.Select(t => Entry(t.Title))));
        html.Append($"</ul></details><p class=\"files\">{string.Join(" ", ReportFolder.Others.Select(f => $"<a href=\"{f}\">{f}</a>"))}</p></nav>");

        static string Entry(string title) => $"<li><a href=\"#{Anchor(title)}\">{Text(title)}</a></li>";
    }

    private static void Tiles(StringBuilder html, RunSummary s, RunSummary? baseline)
    {
        html.Append("<div class=\"tiles\">");
        if (s.Capacity is not null) Tile("POSTs/s sustained", r => r.Capacity is { } c ? $"{c.SustainedRate:N0}" : null);
        Tile($"requests/s accepted, of {s.Throughput.AskedPerSecond:#,0.#} asked", r => $"{r.Throughput.AcceptedPerSecond:#,0.#}");
        Tile("p50", r => Ms(r.Latency, r.Latency.P50));
        Tile("p99", r => Ms(r.Latency, r.Latency.P99));
        Tile("p99 from the intended start", r => Ms(r.IntendedLatency, r.IntendedLatency.P99));
        Tile("p99 from the intended start to durable, resends included", r => Ms(r.DurableLatency, r.DurableLatency.P99));
        Tile("events/s acknowledged", r => $"{r.Throughput.AcknowledgedEventsPerSecond:N0}");
        Tile("delivered at first try", r => $"{r.Throttling.FirstTryPercent:0.##} %");
        if (s.ColdStarts is { } cold) Tile(cold.InWarmUp is > 0 and var early ? $"cold starts, {early} in the warm-up" : "cold starts", r => r.ColdStarts is { } c ? $"{c.Count}" : null);
        if (s.Cost is not null) Tile("per million events", r => r.Cost is { } c ? $"${c.PerMillionEvents:0.00}" : null);
        html.Append("</div>");

        void Tile(string name, Func<RunSummary, string?> value) =>
            html.Append($"<div class=\"tile\"><b>{Text(value(s)!)}</b><span class=\"soft\">{Text(name)}{(baseline is not null && value(baseline) is { } then ? $"; then {Text(then)}" : "")}</span></div>");
    }

    private static void Charts(StringBuilder html, IReadOnlyList<Chart> charts, RunSummary s, RunSummary? baseline)
    {
        html.Append("<h2 id=\"charts\">Charts</h2><noscript><p>The charts need script. Their figures are in the tables below and, second by second, in timeline.csv.</p></noscript>");
        html.Append("<p class=\"soft hint\">Drag across a chart to zoom (those over time together), double-click for all of it; a name in a legend hides its line.");
        if (charts.Any(c => c.Axis == "time" && c.Marks is not null)) html.Append(" <span class=\"marked\">Vertical lines over time are cold starts.</span>");
        if (s.Capacity is not null) html.Append(" Those over time are of the last step.");
        html.Append($"{(baseline is null ? "" : " Dashed lines are the baseline's, from its own start on.")}</p>");
        foreach (var chart in charts)
        {
            html.Append($"<figure class=\"chart\" id=\"{Anchor(chart.Title)}\"><figcaption><span>{Text(chart.Title)}</span></figcaption>");
            if (chart.Note is { } note) html.Append($"<p class=\"note soft\">{Text(note)}</p>");
            html.Append($"<script type=\"application/json\">{chart.ToJson()}</script></figure>");
        }
    }

    private static void Failures(StringBuilder html, RunSummary s)
    {
        html.Append("<h2 id=\"failures\">Failures, by what came back</h2><p class=\"soft\">Requests without a 2xx, resends included, without warm-up. Bodies that differ only in words with digits (ids, times, counts) are one kind; the first is shown.</p>");
        foreach (var f in s.Failures)
        {
            html.Append(CultureInfo.InvariantCulture, $"<details class=\"failure\"><summary><b>{f.Count:N0} × {Text(f.Outcome)}</b> <span class=\"soft\">{(f.Status == 0 ? "no response" : $"status {f.Status}")}, {f.First:HH:mm:ss} to {f.Last:HH:mm:ss} UTC</span></summary>");
            html.Append(f.Body.Length > 0 ? $"<pre>{Text(f.Body)}</pre></details>" : "<p class=\"soft\">It had no body.</p></details>");
        }
    }

    private static void Table(StringBuilder html, ReportTable table)
    {
        var kinds = table.Header.Select((_, column) => table.IsNumber(column) ? " class=\"number\"" : table.IsProse(column) ? " class=\"prose\"" : " class=\"word\"").ToArray();
        html.Append($"<h2 id=\"{Anchor(table.Title)}\">{Text(table.Title)}</h2><div class=\"scroll\"><table{(table.Header.Count > 3 ? " class=\"wide\"" : "")}><thead><tr>{string.Concat(table.Header.Select((h, column) => $"<th{kinds[column]} scope=\"col\">{Text(h)}</th>"))}</tr></thead><tbody>");
        foreach (var row in table.Rows)
            html.Append($"<tr{(row[0] == "total" ? " class=\"total\"" : "")}>{string.Concat(row.Select((c, column) => $"<td{kinds[column]} data-label=\"{Text(table.Header[column])}\">{Text(c)}</td>"))}</tr>");
        html.Append("</tbody></table></div>");
    }

    /// <summary>The title up to its first sign, as the name of a place in the page.</summary>
    private static string Anchor(string title) =>
        string.Join('-', string.Concat(title.Split(',', ':', '(')[0].Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

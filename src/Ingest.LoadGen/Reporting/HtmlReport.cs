using System.Globalization;
using System.Net;
using System.Text;
using Ingest.LoadGen.Target;

namespace Ingest.LoadGen.Reporting;

/// <summary>One self-contained page: verdict first, then the figures, the charts and the tables. Works offline, light and dark.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--bg:#fcfcfb;--fg:#1d1d1b;--soft:#6b6b66;--line:#d9d8d3;--card:#fff;
          --good:#2b7a4b;--bad:#b3261e;--c1:#2f6fb0;--c2:#c77d12;--c3:#b3261e;--c4:#7d4fa8;--c5:#2b8a7e;--c6:#8a8a83}
        @media(prefers-color-scheme:dark){:root{--bg:#171716;--fg:#ececea;--soft:#a2a29b;--line:#3a3a37;--card:#20201e;
          --good:#63c08a;--bad:#f2877f;--c1:#6ea8e6;--c2:#e5a84b;--c3:#f2877f;--c4:#b892dd;--c5:#5cc2b4;--c6:#8f8f88}}
        *{box-sizing:border-box}body{margin:0 auto;max-width:62rem;padding:2rem 1.25rem 4rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
        h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}.verdict{display:flex;gap:.75rem;align-items:baseline;flex-wrap:wrap}
        .badge{font-weight:700;padding:.1rem .7rem;border-radius:1rem;color:var(--bg)}.passed{background:var(--good)}.failed{background:var(--bad)}
        .soft{color:var(--soft)}ul.failures{color:var(--bad);padding-left:1.2rem}.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.25rem 0}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}.tile b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}
        figure{margin:1.25rem 0;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem}figcaption{font-weight:600}
        svg{width:100%;height:auto;display:block}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}.grid{stroke:var(--line)}.mark{stroke:var(--c4);stroke-dasharray:3 3}
        .hover{fill:transparent}.hover:hover{fill:var(--fg);fill-opacity:.06}.legend{margin:.25rem 0 0;display:flex;gap:1rem;flex-wrap:wrap}.legend i{display:inline-block;width:.75rem;height:.75rem;border-radius:2px;margin-right:.35rem}
        .scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{text-align:right;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line)}
        th:first-child,td:first-child{text-align:left}th{color:var(--soft);font-weight:600}td{overflow-wrap:anywhere}
        """;

    public static string Render(RunSummary summary, RunSummary? baseline)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(summary.Scenario)}: load report</title><style>{Style}</style></head><body>");
        Verdict(html, summary);
        Tiles(html, summary);
        Charts(html, summary);
        foreach (var table in ReportTables.Of(summary, baseline)) Table(html, table);
        return html.Append("</body></html>").ToString();
    }

    private static void Verdict(StringBuilder html, RunSummary s)
    {
        html.Append($"<div class=\"verdict\"><span class=\"badge {(s.Passed ? "passed" : "failed")}\">{(s.Passed ? "passed" : "failed")}</span><h1>{Text(s.Scenario)}</h1><span class=\"soft\">{Text(s.Url)}</span></div>");
        html.Append($"<p>{Text(s.Conservation.ToString())}.{(s.Interrupted ? " Interrupted before its end." : "")}</p>");
        if (s.Failures.Count > 0) html.Append($"<ul class=\"failures\">{string.Concat(s.Failures.Select(f => $"<li>{Text(f)}</li>"))}</ul>");
        if (s.Passed && s.Generator.Doubt is { } doubt) html.Append($"<p class=\"soft\">{Text(doubt)}</p>");
    }

    private static void Tiles(StringBuilder html, RunSummary s)
    {
        html.Append("<div class=\"tiles\">");
        if (s.Capacity is { } capacity) Tile("POSTs/s sustained", $"{capacity.SustainedRate:N0}");
        Tile($"of {s.Throughput.AskedPerSecond:N0} requests/s answered", $"{s.Throughput.AnsweredPerSecond:N0}");
        Tile("p50", $"{s.Latency.P50:0.##} ms");
        Tile("p99", $"{s.Latency.P99:0.##} ms");
        Tile("p99 from the intended start", $"{s.IntendedLatency.P99:0.##} ms");
        Tile("events/s acknowledged", $"{s.Throughput.AcknowledgedEventsPerSecond:N0}");
        Tile("delivered at first try", $"{s.Throttling.FirstTryPercent:0.##} %");
        if (s.ColdStarts is { } cold) Tile("cold starts", $"{cold.Count}");
        html.Append("</div>");

        void Tile(string name, string value) => html.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><b>{Text(value)}</b><span class=\"soft\">{Text(name)}</span></div>");
    }

    private static void Charts(StringBuilder html, RunSummary s)
    {
        if (s.Timeline.Count == 0) return;
        var marks = (s.ColdStarts?.At ?? []).Select((at, index) => (at, $"cold start, {s.ColdStarts!.Milliseconds[index]:0} ms")).ToArray();
        html.Append(SvgChart.Lines("Latency over time", "ms",
        [
            new("p50", "--c1", [.. s.Timeline.Select(t => t.P50)]),
            new("p95", "--c2", [.. s.Timeline.Select(t => t.P95)]),
            new("p99", "--c3", [.. s.Timeline.Select(t => t.P99)])
        ], marks));
        html.Append(SvgChart.Lines("Requests asked, started and answered", "/s",
        [
            new("asked", "--c6", [.. s.Timeline.Select(t => (double)t.Asked)]),
            new("started", "--c2", [.. s.Timeline.Select(t => (double)t.Started)]),
            new("answered", "--c1", [.. s.Timeline.Select(t => (double)t.Answered)])
        ], marks));
        html.Append(SvgChart.Stacked("Answers by outcome", "/s", [.. Groups.Select(g => new Series(g.Name, g.Colour,
            [.. s.Timeline.Select(t => (double)g.Kinds.Sum(kind => t.ByOutcome[(int)kind]))])).Where(g => g.Values.Any(v => v > 0))]));
        if (s.Histogram.Count > 0)
            html.Append($"<figure><figcaption>Latency from the intended start, answers up to … ms</figcaption>{SvgChart.Bars("Latency histogram", [.. s.Histogram.Select(b => (b.UpToMs.ToString("0.###", CultureInfo.InvariantCulture), (double)b.Count))], "--c1")}</figure>");
    }

    private static readonly (string Name, string Colour, Outcome[] Kinds)[] Groups =
    [
        ("2xx", "--c1", [Outcome.Accepted, Outcome.PartiallyRejected]),
        ("4xx rejected", "--c6", [Outcome.Rejected, Outcome.NotAllowed, Outcome.Unexpected]),
        ("429 platform", "--c2", [Outcome.ThrottledByPlatform]),
        ("429 function", "--c5", [Outcome.ThrottledByFunction]),
        ("5xx", "--c3", [Outcome.Unavailable, Outcome.BadGateway, Outcome.ServerError]),
        ("no answer", "--c4", [Outcome.Timeout, Outcome.ConnectionError])
    ];

    private static void Table(StringBuilder html, ReportTable table)
    {
        html.Append($"<h2>{Text(table.Title)}</h2><div class=\"scroll\"><table><tr>{string.Concat(table.Header.Select(h => $"<th>{Text(h)}</th>"))}</tr>");
        foreach (var row in table.Rows) html.Append($"<tr>{string.Concat(row.Select(c => $"<td>{Text(c)}</td>"))}</tr>");
        html.Append("</table></div>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

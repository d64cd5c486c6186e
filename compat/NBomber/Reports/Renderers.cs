using System.Net;
using System.Text;
using NBomber.Contracts.Stats;

namespace NBomber.Reports;

internal static class TextReport
{
    public static string Render(IReadOnlyList<Section> sections)
    {
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            var widths = section.Header.Select((h, column) => Math.Max(h.Length, section.Rows.Max(r => r[column].Length))).ToArray();
            text.AppendLine(section.Title).AppendLine(new string('-', section.Title.Length));
            foreach (var row in section.Rows.Prepend(section.Header))
                text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
            text.AppendLine();
        }
        return text.ToString();
    }
}

internal static class MarkdownReport
{
    public static string Render(IReadOnlyList<Section> sections)
    {
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            text.AppendLine($"## {section.Title}").AppendLine();
            text.AppendLine(Row(section.Header)).AppendLine(Row([.. section.Header.Select(_ => "---")]));
            foreach (var row in section.Rows) text.AppendLine(Row(row));
            text.AppendLine();
        }
        return text.ToString();
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |";
}

internal static class HtmlReport
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color-scheme:light dark}
        table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{border:1px solid #8884;padding:.25rem .6rem;text-align:left}
        """;

    public static string Render(NodeStats stats, IReadOnlyList<Section> sections)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{Encode(stats.TestInfo.TestName)}</title><style>{Style}</style>");
        html.Append($"<h1>{Encode(stats.TestInfo.TestSuite)}: {Encode(stats.TestInfo.TestName)}</h1>");
        foreach (var section in sections)
        {
            html.Append($"<h2>{Encode(section.Title)}</h2><table><tr>{string.Concat(section.Header.Select(h => $"<th>{Encode(h)}</th>"))}</tr>");
            foreach (var row in section.Rows) html.Append($"<tr>{string.Concat(row.Select(c => $"<td>{Encode(c)}</td>"))}</tr>");
            html.Append("</table>");
        }
        return html.Append("</html>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

internal static class CsvReport
{
    private const string Header =
        "test_suite,test_name,scenario,duration,step_name,request_count,ok,failed,rps,min,mean,max,"
        + "50_percent,75_percent,95_percent,99_percent,std_dev,data_transfer_min_kb,data_transfer_mean_kb,data_transfer_max_kb,data_transfer_all_mb";

    public static string Render(NodeStats stats)
    {
        var text = new StringBuilder().AppendLine(Header);
        foreach (var scenario in stats.ScenarioStats)
        {
            text.AppendLine(Line(stats, scenario, "global information", scenario.Ok, scenario.Fail));
            foreach (var step in scenario.StepStats) text.AppendLine(Line(stats, scenario, step.StepName, step.Ok, step.Fail));
        }
        return text.ToString();
    }

    private static string Line(NodeStats stats, ScenarioStats scenario, string step, MeasurementStats ok, MeasurementStats fail)
    {
        var (latency, data) = (ok.Latency, ok.DataTransfer);
        object[] cells =
        [
            Quote(stats.TestInfo.TestSuite), Quote(stats.TestInfo.TestName), Quote(scenario.ScenarioName), scenario.Duration, Quote(step),
            ok.Request.Count + fail.Request.Count, ok.Request.Count, fail.Request.Count, ok.Request.RPS,
            latency.MinMs, latency.MeanMs, latency.MaxMs, latency.Percent50, latency.Percent75, latency.Percent95, latency.Percent99, latency.StdDev,
            data.MinBytes / 1e3, data.MeanBytes / 1e3, data.MaxBytes / 1e3, data.AllBytes / 1e6
        ];
        return string.Join(',', cells.Select(c => FormattableString.Invariant($"{c}")));
    }

    private static string Quote(string text) => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}

using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>For pull requests and wikis.</summary>
internal static class MarkdownReport
{
    public static string Render(RunSummary summary, RunSummary? baseline)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {summary.Scenario}: {summary.Verdict.Name}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{summary.Throughput.AcceptedPerSecond:#,0.#} requests/s accepted of {summary.Throughput.AskedPerSecond:#,0.#} asked{(summary.Latency.Count > 0 ? $", p99 {summary.Latency.P99:0.##} ms" : "")}; {summary.Conservation}.").AppendLine();
        foreach (var reason in summary.Verdict.Reasons) text.AppendLine($"- **{reason}**");
        foreach (var note in summary.Notes) text.AppendLine($"- {note}");
        foreach (var table in ReportTables.Of(summary, baseline))
        {
            text.AppendLine().AppendLine($"## {table.Title}").AppendLine();
            text.AppendLine(Row(table.Header)).AppendLine(Row(table.Header.Select((_, column) => table.IsNumber(column) ? "---:" : "---")));
            foreach (var row in table.Rows) text.AppendLine(Row(row));
        }
        return text.ToString();
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |";
}

/// <summary>A line per second, for spreadsheets.</summary>
internal static class CsvReport
{
    public static string Render(RunSummary summary)
    {
        var kinds = Producing.Outcomes.Kinds;
        var text = new StringBuilder("second,asked,started,answered,in_flight,connections,bytes_sent,bytes_received,p50_ms,p95_ms,p99_ms,p999_ms,max_ms");
        for (var kind = 0; kind < kinds; kind++) text.Append(',').Append(((Producing.Outcome)kind).ToString());
        text.AppendLine();
        foreach (var s in summary.Timeline)
            text.AppendLine(FormattableString.Invariant($"{s.Second},{s.Asked},{s.Started},{s.Answered},{s.InFlight},{s.Connections},{s.BytesSent},{s.BytesReceived},{s.P50},{s.P95},{s.P99},{s.P999},{s.Max},{string.Join(',', s.ByOutcome)}"));
        return text.ToString();
    }
}

/// <summary>For CI: every check of the verdict is a test case.</summary>
internal static class JUnitReport
{
    public static string Render(RunSummary summary)
    {
        var cases = summary.Verdict.Checks.Select(check => new XElement("testcase", new XAttribute("classname", $"load.{summary.Scenario}"), new XAttribute("name", check.Name),
            check.Problem is null ? null : new XElement("failure", new XAttribute("type", check.Kind), new XAttribute("message", check.Problem)))).ToArray();
        var suite = new XElement("testsuite", new XAttribute("name", $"load: {summary.Scenario}"), new XAttribute("tests", cases.Length),
            new XAttribute("failures", cases.Count(c => c.HasElements)), new XAttribute("time", summary.Seconds),
            new XAttribute("timestamp", summary.Started.ToString("s", CultureInfo.InvariantCulture)),
            new XElement("properties", Property("verdict", summary.Verdict.Name), Property("exitCode", summary.Verdict.ExitCode)), cases);
        return new XDocument(new XElement("testsuites", suite)).ToString();
    }

    private static XElement Property(string name, object value) => new("property", new XAttribute("name", name), new XAttribute("value", value));
}

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
        text.AppendLine(CultureInfo.InvariantCulture, $"# {summary.Scenario}: {summary.Verdict}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{summary.Throughput.AcceptedPerSecond:#,0.#} requests/s accepted of {summary.Throughput.AskedPerSecond:#,0.#} asked, p99 {summary.Latency.P99:0.##} ms; {summary.Conservation}.").AppendLine();
        foreach (var failure in summary.Failures) text.AppendLine($"- **{failure}**");
        if (summary.Generator.Doubt is { } doubt) text.AppendLine($"- {doubt}");
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
        var text = new StringBuilder("second,asked,started,answered,p50_ms,p95_ms,p99_ms,max_ms");
        for (var kind = 0; kind < kinds; kind++) text.Append(',').Append(((Producing.Outcome)kind).ToString());
        text.AppendLine();
        foreach (var s in summary.Timeline)
            text.AppendLine(FormattableString.Invariant($"{s.Second},{s.Asked},{s.Started},{s.Answered},{s.P50},{s.P95},{s.P99},{s.Max},{string.Join(',', s.ByOutcome)}"));
        return text.ToString();
    }
}

/// <summary>For CI: conservation, validity and every threshold is a test case.</summary>
internal static class JUnitReport
{
    public static string Render(RunSummary summary)
    {
        var cases = new List<XElement>
        {
            Case("conservation", summary.Conservation.Holds ? null : string.Join(' ', summary.Conservation.Problems)),
            Case("sinks are readable", Sentences(summary.Unverified)),
            Case("generator", summary.Thresholds.Count > 0 ? summary.Generator.Doubt : null)
        };
        cases.AddRange(summary.Thresholds.Select(t => Case($"threshold: {t.Check}", t.Passed ? null : t.Problem ?? "not met")));
        // Whatever else fails a run fails a case too: no request sent, a partition missing, ….
        cases.Add(Case("run", Sentences([.. summary.Failures.Except(summary.Unverified).Except(summary.Conservation.Problems)
            .Where(f => !f.Contains("Threshold not met:", StringComparison.Ordinal) && !f.Contains("The run is not valid.", StringComparison.Ordinal))])));
        var suite = new XElement("testsuite", new XAttribute("name", $"load: {summary.Scenario}"), new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(c => c.HasElements)), new XAttribute("time", summary.Seconds),
            new XAttribute("timestamp", summary.Started.ToString("s", CultureInfo.InvariantCulture)), cases);
        return new XDocument(new XElement("testsuites", suite)).ToString();

        static string? Sentences(IReadOnlyList<string> problems) => problems.Count == 0 ? null : string.Join(' ', problems);

        XElement Case(string name, string? failure) => new("testcase", new XAttribute("classname", $"load.{summary.Scenario}"), new XAttribute("name", name),
            failure is null ? null : new XElement("failure", new XAttribute("message", failure)));
    }
}

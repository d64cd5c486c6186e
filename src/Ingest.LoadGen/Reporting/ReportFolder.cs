using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>Writes every rendering of a summary into a folder.</summary>
internal static class ReportFolder
{
    private const string Latencies = "latency.hlog";

    /// <summary>What lies beside report.html and is of use to other programs.</summary>
    public static IReadOnlyList<string> Others { get; } = ["summary.json", "timeline.csv", Latencies, "junit.xml"];

    public static IReadOnlyList<string> Write(RunSummary summary, RunSummary? baseline, string folder)
    {
        (string Name, string Content)[] files =
        [
            ("report.html", HtmlReport.Render(summary, baseline)),
            ("report.md", MarkdownReport.Render(summary, baseline)),
            ("timeline.csv", CsvReport.Render(summary)),
            ("junit.xml", JUnitReport.Render(summary)),
            ("summary.json", SummaryJson.Render(summary))
        ];
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in files) File.WriteAllText(Path.Combine(folder, name), content);
        File.WriteAllBytes(Path.Combine(folder, Latencies), HistogramLog.Render(summary));
        return [.. files.Select(f => Path.Combine(folder, f.Name)), Path.Combine(folder, Latencies)];
    }
}

namespace Ingest.LoadGen.Reporting;

/// <summary>Writes every rendering of a summary into a folder.</summary>
internal static class ReportFolder
{
    public static IReadOnlyList<string> Write(RunSummary summary, string folder)
    {
        (string Name, string Content)[] files =
        [
            ("summary.json", SummaryJson.Render(summary)),
        ];
        foreach (var (name, content) in files) File.WriteAllText(Path.Combine(folder, name), content);
        return [.. files.Select(f => Path.Combine(folder, f.Name))];
    }
}

using NBomber.Contracts;
using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Reports;

/// <summary>Writes the report of a test in every format asked for (nbomber.com/docs/reporting/reports).</summary>
internal static class ReportFiles
{
    public static ReportFile[] Write(NBomberContext context, NodeStats stats, DateTimeOffset started, ILogger logger)
    {
        if (context.ReportFormats.Count == 0) return [];
        var name = context.ReportFileName ?? $"nbomber_report_{started:yyyy-MM-dd--HH-mm-ss}";
        var sections = ReportSections.Of(stats, context);
        try
        {
            Directory.CreateDirectory(context.ReportFolder!);
            return [.. context.ReportFormats.Distinct().Select(format => Write(context.ReportFolder!, name, format, Content(format, stats, sections)))];
        }
        catch (IOException exception)
        {
            logger.Error(exception, "The reports could not be written to {0}", context.ReportFolder);
            return [];
        }
    }

    private static ReportFile Write(string folder, string name, ReportFormat format, string content)
    {
        var path = Path.Combine(folder, $"{name}.{format.ToString().ToLowerInvariant()}");
        File.WriteAllText(path, content);
        return new ReportFile { FilePath = path, ReportFormat = format, ReportContent = content };
    }

    private static string Content(ReportFormat format, NodeStats stats, IReadOnlyList<Section> sections) => format switch
    {
        ReportFormat.Csv => CsvReport.Render(stats),
        ReportFormat.Html => HtmlReport.Render(stats, sections),
        ReportFormat.Md => MarkdownReport.Render(sections),
        _ => TextReport.Render(sections)
    };
}

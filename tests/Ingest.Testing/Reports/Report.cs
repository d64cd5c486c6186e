using System.Globalization;
using System.Text;

namespace Ingest.Testing.Reports;

/// <summary>A Markdown file: what was measured, on which machine, by which command.</summary>
internal sealed class Report(string title, string command)
{
    private readonly StringBuilder _text = new($"# {title}\n\n`{command}`\n\n{Machine.Describe()}\n");

    public Report Paragraph(string text)
    {
        _text.Append('\n').Append(text).Append('\n');
        return this;
    }

    public Report Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        _text.Append('\n').Append(Line(columns)).Append(Line([.. columns.Select((_, i) => i == 0 ? "---" : "---:")]));
        foreach (var row in rows) _text.Append(Line(row));
        return this;
    }

    /// <summary>Prints the report and writes it to a file, whose folder is made.</summary>
    public void Publish(string path)
    {
        Console.WriteLine(_text);
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(path, _text.ToString());
        Console.WriteLine($"Written to {path}");
    }

    /// <summary>Three significant digits, as much as a noisy machine yields.</summary>
    public static string Figure(double value) => value switch
    {
        0 => "0",
        >= 100 or <= -100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 or <= -10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}

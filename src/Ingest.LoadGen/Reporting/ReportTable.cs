using System.Buffers;

namespace Ingest.LoadGen.Reporting;

/// <summary>A titled table, rendered by the HTML and the Markdown report alike.</summary>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    // Beyond this, a column is wrapped rather than kept on a line.
    private const int LongestLine = 32;
    private static readonly SearchValues<char> NumberSigns = SearchValues.Create("0123456789.,+-− %");

    /// <summary>A column of figures is set to the right, so that their digits stand below one another.</summary>
    public bool IsNumber(int column) => Rows.Any(r => r[column].Length > 0) && Rows.All(r => !r[column].AsSpan().ContainsAnyExcept(NumberSigns));

    /// <summary>A column of sentences about the row, which its first column names.</summary>
    public bool IsProse(int column) => column > 0 && !IsNumber(column) && Rows.Any(r => r[column].Length > LongestLine);
}

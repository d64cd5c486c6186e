using System.Globalization;

namespace Ingest.LoadGen.Results;

/// <summary>How much worse than the baseline's a figure may be.</summary>
/// <param name="Figure">The key of a <see cref="Comparison"/>'s row.</param>
/// <param name="Percent">0 and more.</param>
internal sealed record RegressionLimit(string Figure, double Percent)
{
    /// <summary>Reads FIGURE=PERCENT%; null if it is none, and the error says why.</summary>
    public static RegressionLimit? Parse(string text, out string error)
    {
        error = "";
        var known = string.Join(", ", Comparison.Keys);
        if (text.Split('=') is not [var figure, var percent] || !percent.EndsWith('%')
            || !double.TryParse(percent.AsSpan(0, percent.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is < 0 or > 10_000)
            error = $"--max-regression reads FIGURE=PERCENT% with 0 to 10,000 %, as p99=10%, but is \"{text}\".";
        else if (!Comparison.Keys.Contains(figure)) error = $"--max-regression knows {known}, but not \"{figure}\".";
        else return new RegressionLimit(figure, value);
        return null;
    }

    /// <summary>In which way it is not kept, in a sentence; null if it is.</summary>
    public string? Problem(RunSummary before, RunSummary now)
    {
        var row = Comparison.Of(before, now).Single(r => r.Key == Figure);
        if (row.Change is not { } change) return $"{row.Name} can't be compared: it is 0 in the baseline.";
        var worse = row.LowerIsBetter ? change : -change;
        return worse <= Percent ? null : string.Create(CultureInfo.InvariantCulture,
            $"{row.Name} {(change > 0 ? "grew" : "fell")} by {Math.Abs(change):0.0} %, from {row.Before:0.##} to {row.Now:0.##} {row.Unit}; --max-regression allows {Percent:0.##} %.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Figure}={Percent:0.##}%");
}

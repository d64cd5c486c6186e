namespace Ingest.Perf.Verdicts;

/// <summary>What a measurement must hold.</summary>
/// <param name="What">As a reader knows it.</param>
/// <param name="Measured">Null where it was not measured.</param>
/// <param name="Bound">The figure may reach it.</param>
/// <param name="IsLeast">It must be at least so much, else at most.</param>
internal sealed record Limit(string What, Func<Figures, double?> Measured, double Bound, bool IsLeast = false)
{
    /// <summary>Null where it was not measured.</summary>
    public bool? Holds(Figures figures) => Measured(figures) is { } value ? IsLeast ? value >= Bound : value <= Bound : null;
}

/// <summary>A table of limits in a report.</summary>
internal static class Verdict
{
    /// <summary>0 where all that was measured holds, else 1: the exit code.</summary>
    public static int Add(Report report, IReadOnlyList<Limit> limits, Figures figures)
    {
        report.Paragraph("Must hold:");
        report.Table(["what", "limit", "measured", "verdict"], limits.Select(l => (string[])
        [
            l.What,
            $"{(l.IsLeast ? "≥" : "≤")} {Short(l.Bound)}",
            l.Measured(figures) is { } value ? Short(value) : "–",
            l.Holds(figures) switch { true => "holds", false => "**broken**", null => "not measured" },
        ]));
        return limits.Any(l => l.Holds(figures) == false) ? 1 : 0;
    }

    private static string Short(double value) => value is > 0 and < 0.1 ? $"{value:0.000}" : Report.Figure(value);
}

using System.Globalization;

namespace Ingest.LoadGen.Scenarios;

/// <summary>Durations as people write them: "500ms", "30s", "5m", "1h", or NBomber's "00:00:30".</summary>
internal static class Durations
{
    /// <summary>What is known, for sentences about what is not.</summary>
    public const string Known = "500ms, 30s, 5m, 1h or 00:00:30";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        // A number alone would be days to TimeSpan.
        if (text.Contains(':')) return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        foreach (var (unit, milliseconds) in (ReadOnlySpan<(string, double)>)[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)])
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal) || !double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) continue;
            if (!(Math.Abs(number * milliseconds) < TimeSpan.MaxValue.TotalMilliseconds)) return false;
            duration = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }
        return false;
    }
}

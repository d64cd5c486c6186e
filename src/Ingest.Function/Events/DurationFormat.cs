namespace Ingest.Function.Events;

/// <summary>Durations in words.</summary>
internal static class DurationFormat
{
    /// <summary>In the largest unit that makes it whole: 7 days, 90 minutes, 1 second.</summary>
    public static string Of(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        if (seconds != 0 && seconds % 86_400 == 0) return Count(seconds / 86_400, "day");
        if (seconds != 0 && seconds % 3_600 == 0) return Count(seconds / 3_600, "hour");
        if (seconds != 0 && seconds % 60 == 0) return Count(seconds / 60, "minute");
        return Count(seconds, "second");
    }

    private static string Count(long count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";
}

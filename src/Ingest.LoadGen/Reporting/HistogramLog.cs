using HdrHistogram;
using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>The run's latencies in HdrHistogram's log format (version 1.3), which HistogramLogAnalyzer and its kind read: nanoseconds, an entry a tag.</summary>
internal static class HistogramLog
{
    private const long NanosecondsPerTick = 100;
    private const int Digits = 3;
    // The writer takes none with a value beyond its highest trackable one.
    private static readonly long Highest = TimeSpan.FromHours(24).Ticks * NanosecondsPerTick;

    public static byte[] Render(RunSummary summary)
    {
        using var stream = new MemoryStream();
        using (var writer = new HistogramLogWriter(stream))
            writer.Write(summary.Started.UtcDateTime, [.. Entries(summary)]);
        return stream.ToArray();
    }

    private static IEnumerable<HistogramBase> Entries(RunSummary summary)
    {
        if (summary.Buckets is not { } buckets) yield break;
        foreach (var (tag, values) in new[] { ("service", buckets.Service), ("intended", buckets.Intended), ("durable", buckets.Durable), ("failed", buckets.Failed), ("wire", buckets.Wire), ("lag", buckets.Lag) })
        {
            var histogram = new LongHistogram(1, Highest, Digits)
            {
                Tag = tag,
                StartTimeStamp = summary.Started.ToUnixTimeMilliseconds(),
                EndTimeStamp = summary.Started.AddSeconds(summary.Seconds).ToUnixTimeMilliseconds()
            };
            foreach (var (ticks, count) in values)
                histogram.RecordValueWithCount(Math.Clamp(long.Parse(ticks, System.Globalization.CultureInfo.InvariantCulture) * NanosecondsPerTick, 1, Highest), count);
            yield return histogram;
        }
    }
}

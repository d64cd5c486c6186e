using System.Numerics;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// Counts of durations in microseconds, in buckets at most 1/64 wide: percentiles are exact to 1.6 %.
/// Not synchronized.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;

    // Up to 2^36 µs: nineteen hours.
    private readonly int[] _counts = new int[(36 - SubBucketBits + 1) * SubBuckets];

    public long Count { get; private set; }

    public double MaxMicroseconds { get; private set; }

    public void Record(TimeSpan duration)
    {
        var microseconds = Math.Max(duration.TotalMicroseconds, 0);
        _counts[Math.Min(IndexOf((long)microseconds), _counts.Length - 1)]++;
        Count++;
        MaxMicroseconds = Math.Max(MaxMicroseconds, microseconds);
    }

    /// <summary>The duration in milliseconds that <paramref name="percentile"/> (0–100) of the samples do not exceed; 0 without samples.</summary>
    public double Percentile(double percentile)
    {
        if (Count == 0) return 0;
        var rank = Math.Max(1, (long)Math.Ceiling(percentile / 100 * Count));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return Math.Min(UpperBound(i), MaxMicroseconds) / 1000;
        }
        return MaxMicroseconds / 1000;
    }

    private static int IndexOf(long value)
    {
        if (value < SubBuckets) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return ((shift + 1) << SubBucketBits) + (int)((value >> shift) - SubBuckets);
    }

    private static double UpperBound(int index)
    {
        var shift = (index >> SubBucketBits) - 1;
        return shift < 0 ? index : ((long)((index & (SubBuckets - 1)) + SubBuckets + 1) << shift) - 1;
    }
}

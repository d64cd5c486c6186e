using System.Numerics;

namespace Ingest.LoadGen.Measurement;

/// <summary>
/// A high-dynamic-range histogram of non-negative integers (ticks of 100 ns, or bytes), safe for concurrent recording.
/// Each power of two is split into 128 buckets, and a bucket stands for its middle: a percentile is within ± 0.4 %
/// of the value recorded. Smaller values than 256 are exact. 45 KiB each, no allocation per record.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    // Values up to 2^48 (325 days in ticks, 256 TiB in bytes); what is larger counts as that.
    private const int MaxBits = 48;
    private const long MaxValue = (1L << MaxBits) - 1;

    private readonly long[] _counts = new long[(MaxBits - SubBucketBits + 1) * SubBuckets];
    private long _count;
    private long _sum;
    private long _min = long.MaxValue;
    private long _max;

    public long Count => Volatile.Read(ref _count);
    public long Sum => Volatile.Read(ref _sum);
    public long Min => Count == 0 ? 0 : Volatile.Read(ref _min);
    public long Max => Volatile.Read(ref _max);
    public double Mean => Count == 0 ? 0 : (double)Sum / Count;

    public void Record(long value)
    {
        value = Math.Clamp(value, 0, MaxValue);
        Interlocked.Increment(ref _counts[IndexOf(value)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _sum, value);
        for (var min = Volatile.Read(ref _min); value < min; min = Volatile.Read(ref _min))
            Interlocked.CompareExchange(ref _min, value, min);
        for (var max = Volatile.Read(ref _max); value > max; max = Volatile.Read(ref _max))
            Interlocked.CompareExchange(ref _max, value, max);
    }

    public void Record(TimeSpan latency) => Record(latency.Ticks);

    /// <summary>The smallest recorded value that at least <paramref name="percent"/> % of all values do not exceed; 0 if there is none.</summary>
    public long ValueAtPercentile(double percent)
    {
        var total = Count;
        if (total == 0) return 0;
        var rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * total));
        if (rank >= total) return Max;
        long seen = 0;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += Volatile.Read(ref _counts[index]);
            if (seen >= rank) return Math.Clamp(MiddleOf(index), Min, Max);
        }
        return Max;
    }

    public double StandardDeviation()
    {
        var (total, mean, squares) = (Count, Mean, 0.0);
        if (total == 0) return 0;
        foreach (var (value, count) in Buckets())
            squares += count * (value - mean) * (value - mean);
        return Math.Sqrt(squares / total);
    }

    /// <summary>How many recorded values are at most <paramref name="value"/> (to the width of a bucket).</summary>
    public long CountAtMost(long value)
    {
        var last = IndexOf(Math.Clamp(value, 0, MaxValue));
        long count = 0;
        for (var index = 0; index <= last; index++) count += Volatile.Read(ref _counts[index]);
        return count;
    }

    /// <summary>The buckets that hold something: their middle value and their count, ascending.</summary>
    public IEnumerable<(long Value, long Count)> Buckets()
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            var count = Volatile.Read(ref _counts[index]);
            if (count > 0) yield return (MiddleOf(index), count);
        }
    }

    /// <summary>Adds another histogram's values to this one.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < _counts.Length; index++)
        {
            var count = Volatile.Read(ref other._counts[index]);
            if (count > 0) Interlocked.Add(ref _counts[index], count);
        }
        if (other.Count == 0) return;
        Interlocked.Add(ref _count, other.Count);
        Interlocked.Add(ref _sum, other.Sum);
        _min = Math.Min(_min, other.Min);
        _max = Math.Max(_max, other.Max);
    }

    /// <summary>Adds <paramref name="count"/> values equal to <paramref name="value"/>: how a stored histogram is read back.</summary>
    public void Add(long value, long count)
    {
        value = Math.Clamp(value, 0, MaxValue);
        Interlocked.Add(ref _counts[IndexOf(value)], count);
        Interlocked.Add(ref _count, count);
        Interlocked.Add(ref _sum, value * count);
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
    }

    private static int IndexOf(long value)
    {
        // The first two powers' worth of values have a bucket each; above, the leading 8 bits name the bucket.
        var shift = Math.Max(0, 63 - SubBucketBits - BitOperations.LeadingZeroCount((ulong)value));
        return (shift << SubBucketBits) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        var shift = Math.Max(0, (index >> SubBucketBits) - 1);
        var low = (long)(index - (shift << SubBucketBits)) << shift;
        return low + ((1L << shift) >> 1);
    }
}

using System.Numerics;

namespace Ingest.Function.Metrics;

/// <summary>
/// How a window's values are spread, in memory that does not grow with their number: exact below 128, within 1 % above.
/// The embedded metric format takes 100 numbers at most and has no counts beside them, so of more values these are quantiles at
/// even steps: each stands for as many values as any other, so that percentiles stay true (docs/observability.md).
/// </summary>
internal sealed class Distribution
{
    /// <summary>The most numbers of an array. Source: CloudWatch user guide, "Specification: Embedded metric format", target members.</summary>
    public const int MostValues = 100;

    /// <summary>Buckets for each doubling, as a power of two.</summary>
    private const int StepBits = 6;
    private const int Exact = 2 << StepBits;

    /// <summary>2³⁰: of microseconds more than the longest invocation, 900 s.</summary>
    private const int LargestBits = 30;

    // Made with the first value: most environments never hear of some metrics.
    private int[] _buckets = [];

    public long Count { get; private set; }

    public void Add(long value)
    {
        if (_buckets.Length == 0) _buckets = new int[BucketOf((1L << LargestBits) - 1) + 1];
        _buckets[BucketOf(Math.Clamp(value, 0, (1L << LargestBits) - 1))]++;
        Count++;
    }

    /// <summary>At most <see cref="MostValues"/> values that stand for all, ascending.</summary>
    /// <returns>How many there are.</returns>
    public int Read(Span<long> values)
    {
        var most = (int)Math.Min(Count, MostValues);
        var (bucket, passed) = (0, 0L);
        for (var i = 0; i < most; i++)
        {
            var rank = ((2 * i) + 1) * Count / (2 * most);
            while (passed + _buckets[bucket] <= rank) passed += _buckets[bucket++];
            values[i] = ValueOf(bucket);
        }
        return most;
    }

    public void Clear()
    {
        if (Count == 0) return;
        Array.Clear(_buckets);
        Count = 0;
    }

    private static int BucketOf(long value)
    {
        if (value < Exact) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - StepBits;
        return (shift << StepBits) + (int)(value >> shift);
    }

    /// <summary>A bucket's middle.</summary>
    private static long ValueOf(int bucket)
    {
        if (bucket < Exact) return bucket;
        var shift = (bucket >> StepBits) - 1;
        var first = (long)(bucket - (shift << StepBits)) << shift;
        return first + (((1L << shift) - 1) / 2);
    }
}

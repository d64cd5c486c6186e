namespace Ingest.Function.Delivery;

/// <summary>
/// The one retry policy: exponential backoff with full jitter. The n-th wait is uniform between zero and
/// min(<paramref name="cap"/>, <paramref name="first"/> × 2ⁿ), which spreads contending writers best.
/// Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
/// </summary>
internal sealed class RetrySchedule(TimeSpan first, TimeSpan cap, Random random)
{
    /// <summary>50 ms doubling to 2 s: a shard's limit refills every second, so longer waits would only idle a billed function.</summary>
    public static RetrySchedule Default(Random random) => new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2), random);

    /// <param name="round">0 for the wait before the first retry.</param>
    public TimeSpan Delay(int round)
    {
        var ceiling = Math.Min(cap.Ticks, first.Ticks * Math.Pow(2, Math.Min(round, 30)));
        return TimeSpan.FromTicks((long)(ceiling * Draw()));
    }

    /// <summary>A random number from 0 to 1.</summary>
    public double Draw()
    {
        lock (random) return random.NextDouble();
    }
}

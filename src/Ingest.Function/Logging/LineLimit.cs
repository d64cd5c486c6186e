namespace Ingest.Function.Logging;

/// <summary>How often a kind of line is written: the first at once, then one in 10 s. Safe from any thread.</summary>
/// <param name="time">The clock of both.</param>
internal sealed class LineLimit(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (long Written, int LeftOut)> _kinds = [];

    /// <param name="kind">One of a closed set: each is remembered.</param>
    /// <param name="leftOut">Lines of this kind that were not written since the last.</param>
    /// <returns>False if there was one lately.</returns>
    public bool TryTake(string kind, out int leftOut)
    {
        lock (_kinds)
        {
            var now = time.GetTimestamp();
            leftOut = 0;
            if (_kinds.TryGetValue(kind, out var known))
            {
                leftOut = known.LeftOut;
                if (time.GetElapsedTime(known.Written, now) < Interval)
                {
                    _kinds[kind] = known with { LeftOut = leftOut + 1 };
                    return false;
                }
            }
            _kinds[kind] = (now, 0);
            return true;
        }
    }
}

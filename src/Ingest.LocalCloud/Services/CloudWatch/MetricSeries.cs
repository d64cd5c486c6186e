namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>A name and a value by which a metric is told apart.</summary>
internal readonly record struct Dimension(string Name, string Value);

/// <summary>One metric: its values by second, for three hours, as CloudWatch keeps its finest resolution.</summary>
internal sealed class MetricSeries(string @namespace, string name, IReadOnlyList<Dimension> dimensions, string unit) : IMetric
{
    private const long SecondsKept = 3 * 3600;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, MetricBucket> _seconds = [];
    private long _trimmedAt;

    public string Namespace => @namespace;

    public string Name => name;

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<Dimension> Dimensions => dimensions;

    public string Unit => unit;

    public void Record(double value, DateTimeOffset time, double count = 1)
    {
        lock (_lock) At(time).Add(value, count);
    }

    public void Record(double count, double sum, double min, double max, DateTimeOffset time)
    {
        lock (_lock) At(time).Add(count, sum, min, max);
    }

    public void Record(MetricBucket values, DateTimeOffset time)
    {
        lock (_lock) At(time).Add(values);
    }

    /// <summary>The periods that hold values, from <paramref name="from"/> up to, not including, <paramref name="to"/> (seconds since 1970), oldest first.</summary>
    public SortedDictionary<long, MetricBucket> Periods(long from, long to, int period)
    {
        var periods = new SortedDictionary<long, MetricBucket>();
        lock (_lock)
        {
            // Few seconds of many are looked up, many are gone through.
            var wanted = to - from < _seconds.Count ? Enumerable.Range(0, (int)(to - from)).Select(i => from + i) : _seconds.Keys;
            foreach (var second in wanted)
            {
                if (second < from || second >= to || !_seconds.TryGetValue(second, out var values)) continue;
                var start = second - second % period;
                if (!periods.TryGetValue(start, out var sum)) periods[start] = sum = new MetricBucket();
                sum.Add(values);
            }
        }
        return periods;
    }

    private MetricBucket At(DateTimeOffset time)
    {
        var second = time.ToUnixTimeSeconds();
        if (_seconds.TryGetValue(second, out var bucket)) return bucket;
        if (second > _trimmedAt + 600)
        {
            _trimmedAt = second;
            foreach (var old in _seconds.Keys.Where(s => s < second - SecondsKept).ToList()) _seconds.Remove(old);
        }
        return _seconds[second] = new MetricBucket();
    }
}

namespace Ingest.LoadGen.CloudWatch;

/// <summary>What CloudWatch counted for the function in the whole minutes of a run. Durations in milliseconds.</summary>
/// <param name="Function">Its name.</param>
/// <param name="From">The first minute, inclusive.</param>
/// <param name="To">The last, exclusive.</param>
/// <param name="Requests">UrlRequestCount.</param>
/// <param name="Status4xx">Url4xxCount.</param>
/// <param name="Status5xx">Url5xxCount.</param>
/// <param name="Latency">UrlRequestLatency; zeros without requests.</param>
/// <param name="Invocations">Of the function, whoever invoked it.</param>
/// <param name="Errors">Invocations that failed.</param>
/// <param name="Throttles">Invocations refused for want of concurrency.</param>
/// <param name="Duration">Of the invocations, initialization excluded.</param>
/// <param name="DurationSum">All of them together.</param>
/// <param name="ConcurrentExecutions">The most at once.</param>
internal sealed record PlatformMetrics(
    string Function, DateTimeOffset From, DateTimeOffset To, long Requests, long Status4xx, long Status5xx, PlatformLatency Latency,
    long Invocations, long Errors, long Throttles, PlatformLatency Duration, double DurationSum, long ConcurrentExecutions)
{
    public static IReadOnlyList<MetricQuery> Queries { get; } =
    [
        new("UrlRequestCount", "Sum"), new("Url4xxCount", "Sum"), new("Url5xxCount", "Sum"),
        new("UrlRequestLatency", "SampleCount"), new("UrlRequestLatency", "Average"), new("UrlRequestLatency", "p50"), new("UrlRequestLatency", "p99"),
        new("Invocations", "Sum"), new("Errors", "Sum"), new("Throttles", "Sum"),
        new("Duration", "SampleCount"), new("Duration", "Average"), new("Duration", "p50"), new("Duration", "p99"), new("Duration", "Sum"),
        new("ConcurrentExecutions", "Maximum")
    ];

    /// <param name="values">By minute, in the order of <see cref="Queries"/>.</param>
    public static PlatformMetrics Of(string function, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<double>[] values) => new(
        function, from, to, Count(values[0]), Count(values[1]), Count(values[2]), PlatformLatency.Of(values[3], values[4], values[5], values[6]),
        Count(values[7]), Count(values[8]), Count(values[9]), PlatformLatency.Of(values[10], values[11], values[12], values[13]),
        Math.Round(values[14].Sum(), 3), (long)values[15].DefaultIfEmpty(0).Max());

    private static long Count(IReadOnlyList<double> sums) => (long)Math.Round(sums.Sum());
}

/// <summary>Milliseconds. Percentiles of minutes can't be joined to one of the whole: they are the minutes' mean, weighted by their samples, and so exact within one minute.</summary>
/// <param name="WorstP99">The p99 of the worst minute.</param>
internal sealed record PlatformLatency(double Average, double P50, double P99, double WorstP99)
{
    public static PlatformLatency Of(IReadOnlyList<double> samples, IReadOnlyList<double> average, IReadOnlyList<double> p50, IReadOnlyList<double> p99) =>
        new(Mean(samples, average), Mean(samples, p50), Mean(samples, p99), Math.Round(p99.DefaultIfEmpty(0).Max(), 3));

    private static double Mean(IReadOnlyList<double> samples, IReadOnlyList<double> values)
    {
        var total = samples.Sum();
        return total == 0 ? 0 : Math.Round(samples.Zip(values, (count, value) => count * value).Sum() / total, 3);
    }
}

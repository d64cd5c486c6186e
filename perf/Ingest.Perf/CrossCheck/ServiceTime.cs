namespace Ingest.Perf.CrossCheck;

/// <summary>How long the target takes over a request: a floor and an exponential beyond it, cut at the cap; in milliseconds. All 0: no time at all.</summary>
/// <remarks>Smooth around its percentiles, so that a p99 is no matter of one request more or less.</remarks>
internal sealed record ServiceTime(double FloorMs, double MeanMs, double CapMs)
{
    public static ServiceTime None { get; } = new(0, 0, 0);

    /// <summary>p50 8.2 ms, p99 31.6 ms: what a function and its sinks may take.</summary>
    public static ServiceTime Typical { get; } = new(4, 6, 60);

    /// <summary>The smallest time that so many of 100 requests do not exceed.</summary>
    public double Percentile(double percent) => Math.Min(CapMs, FloorMs - MeanMs * Math.Log(1 - percent / 100));

    /// <summary>The target program's arguments.</summary>
    public string[] Arguments => this == None ? [] : [Text(FloorMs), Text(MeanMs), Text(CapMs)];

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>Values of one metric over one stretch of time: count, sum, extremes, and a histogram for percentiles.</summary>
internal sealed class MetricBucket
{
    // Each step 1 % wide, so a percentile is off by half a percent at most.
    private static readonly double LogOfStep = Math.Log(1.01);

    private readonly Dictionary<int, double> _histogram = [];
    private double _min = double.MaxValue;
    private double _max = double.MinValue;

    public double Count { get; private set; }

    public double Sum { get; private set; }

    public void Add(double value, double count = 1)
    {
        Count += count;
        Sum += value * count;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        var step = StepOf(value);
        _histogram[step] = _histogram.GetValueOrDefault(step) + count;
    }

    /// <summary>A set of values of which only the summary is known.</summary>
    public void Add(double count, double sum, double min, double max)
    {
        Add(sum / count, count);
        (_min, _max) = (Math.Min(_min, min), Math.Max(_max, max));
    }

    public void Add(MetricBucket other)
    {
        Count += other.Count;
        Sum += other.Sum;
        (_min, _max) = (Math.Min(_min, other._min), Math.Max(_max, other._max));
        foreach (var (step, count) in other._histogram) _histogram[step] = _histogram.GetValueOrDefault(step) + count;
    }

    /// <summary>Sum, Average, Minimum, Maximum, SampleCount or pNN.</summary>
    /// <returns>Null if there is no such statistic.</returns>
    public double? Statistic(string name) => name switch
    {
        "Sum" => Sum,
        "Average" => Sum / Count,
        "Minimum" => _min,
        "Maximum" => _max,
        "SampleCount" => Count,
        _ => Percentile(name) is { } percent ? AtPercentile(percent) : null,
    };

    public static bool IsStatistic(string name) => name is "Sum" or "Average" or "Minimum" or "Maximum" or "SampleCount" || Percentile(name) is not null;

    private static double? Percentile(string name) =>
        name.StartsWith('p') && double.TryParse(name.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100
            ? percent : null;

    private double AtPercentile(double percent)
    {
        var wanted = Count * percent / 100;
        foreach (var (step, count) in _histogram.OrderBy(pair => pair.Key))
        {
            wanted -= count;
            if (wanted <= 0) return Math.Clamp(step == int.MinValue ? 0 : Math.Exp(step * LogOfStep), _min, _max);
        }
        return _max;
    }

    private static int StepOf(double value) => value > 0 ? (int)Math.Round(Math.Log(value) / LogOfStep) : int.MinValue;
}

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>What an expression of metric math is worth: a number, or time series of which only the periods with values are there.</summary>
/// <param name="Number">Null: it is time series.</param>
/// <param name="Series">By start of the period, in seconds since 1970.</param>
internal readonly record struct MathValue(double? Number, IReadOnlyList<SortedDictionary<long, double>> Series)
{
    public static MathValue Of(double number) => new(number, []);

    public static MathValue Of(params IReadOnlyList<SortedDictionary<long, double>> series) => new(null, series);

    /// <summary>Applies to each value; what is no number in the end is left out, as a division by zero.</summary>
    public MathValue Map(Func<double, double> function) => Number is { } number ? Of(function(number)) : new(null, [.. Series.Select(series => Kept(series.Select(point => (point.Key, function(point.Value)))))]);

    /// <summary>Applies to the values of both at the same time; where one has none, there is none.</summary>
    public static MathValue Join(MathValue a, MathValue b, Func<double, double, double> function)
    {
        if (b.Number is { } second) return a.Map(value => function(value, second));
        if (a.Number is { } first) return b.Map(value => function(first, value));
        if (a.Series.Count != 1 && b.Series.Count != 1 && a.Series.Count != b.Series.Count) throw new MathException("Lists of time series of different lengths cannot be combined.");
        var count = Math.Max(a.Series.Count, b.Series.Count);
        return new MathValue(null, [.. Enumerable.Range(0, count).Select(i => Join(a.Series[a.Series.Count == 1 ? 0 : i], b.Series[b.Series.Count == 1 ? 0 : i], function))]);
    }

    public static SortedDictionary<long, double> Kept(IEnumerable<(long Time, double Value)> points)
    {
        var kept = new SortedDictionary<long, double>();
        foreach (var (time, value) in points)
        {
            if (double.IsFinite(value)) kept[time] = value;
        }
        return kept;
    }

    private static SortedDictionary<long, double> Join(SortedDictionary<long, double> a, SortedDictionary<long, double> b, Func<double, double, double> function) =>
        Kept(a.Where(point => b.ContainsKey(point.Key)).Select(point => (point.Key, function(point.Value, b[point.Key]))));
}

/// <summary>An expression that cannot be evaluated, and why.</summary>
internal sealed class MathException(string message) : Exception(message);

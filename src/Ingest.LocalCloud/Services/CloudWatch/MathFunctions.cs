namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>The functions of metric math (CloudWatch user guide, "Using metric math"): those that are common.</summary>
internal static class MathFunctions
{
    /// <summary>Their names and how many arguments each takes.</summary>
    public static readonly IReadOnlyDictionary<string, (int Least, int Most)> Known = new Dictionary<string, (int, int)>(StringComparer.Ordinal)
    {
        ["IF"] = (2, 3),
        ["SUM"] = (1, 1),
        ["AVG"] = (1, 1),
        ["MIN"] = (1, 1),
        ["MAX"] = (1, 1),
        ["METRICS"] = (0, 1),
        ["RATE"] = (1, 1),
        ["DIFF"] = (1, 1),
        ["FILL"] = (2, 2),
        ["ABS"] = (1, 1),
        ["CEIL"] = (1, 1),
        ["FLOOR"] = (1, 1),
    };

    /// <param name="range">The periods asked for: FILL fills all of them.</param>
    public static MathValue Call(string name, IReadOnlyList<MathValue> arguments, MathRange range) => name switch
    {
        "IF" => If(arguments),
        "SUM" => Aggregate(arguments[0], values => values.Sum()),
        "AVG" => Aggregate(arguments[0], values => values.Average()),
        "MIN" => Aggregate(arguments[0], values => values.Min()),
        "MAX" => Aggregate(arguments[0], values => values.Max()),
        "RATE" => Steps(arguments[0], (before, after) => (after.Value - before.Value) / (after.Key - before.Key)),
        "DIFF" => Steps(arguments[0], (before, after) => after.Value - before.Value),
        "FILL" => arguments[1].Number is { } value ? new MathValue(null, [.. arguments[0].Series.Select(series => range.Fill(series, value))])
            : throw new MathException("FILL takes a number, REPEAT or LINEAR."),
        "ABS" => arguments[0].Map(Math.Abs),
        "CEIL" => arguments[0].Map(Math.Ceiling),
        "FLOOR" => arguments[0].Map(Math.Floor),
        _ => throw new MathException($"The function {name} is not computed here; known: {string.Join(", ", Known.Keys)}."),
    };

    /// <summary>FILL(m, REPEAT) and FILL(m, LINEAR).</summary>
    public static MathValue Fill(MathValue filled, string how, MathRange range) =>
        new(null, [.. filled.Series.Select(series => how == "REPEAT" ? range.Repeat(series) : range.Interpolate(series))]);

    // "IF(condition, trueValue, falseValue)": a value other than 0 is true; without a third argument there is no value where it is false.
    private static MathValue If(IReadOnlyList<MathValue> arguments)
    {
        var (condition, yes) = (arguments[0], arguments[1]);
        if (condition.Number is { } number) return number != 0 ? yes : arguments.Count == 3 ? arguments[2] : MathValue.Of([]);
        return new MathValue(null, [.. condition.Series.Select(series => MathValue.Kept(series
            .Select(point => (point.Key, Value: point.Value != 0 ? At(yes, point.Key) : arguments.Count == 3 ? At(arguments[2], point.Key) : null))
            .Where(point => point.Value is not null).Select(point => (point.Key, point.Value!.Value))))]);
    }

    private static double? At(MathValue value, long time) => value.Number ?? (value.Series is [var series] && series.TryGetValue(time, out var found) ? found : null);

    // Of one time series a number, of several a time series.
    private static MathValue Aggregate(MathValue value, Func<IEnumerable<double>, double> function)
    {
        if (value.Number is not null) return value;
        if (value.Series is [var single]) return single.Count == 0 ? MathValue.Of(single) : MathValue.Of(function(single.Values));
        var times = value.Series.SelectMany(series => series.Keys).Distinct();
        return MathValue.Of(MathValue.Kept(times.Select(time => (time, function(value.Series.Where(series => series.ContainsKey(time)).Select(series => series[time]))))));
    }

    private static MathValue Steps(MathValue value, Func<KeyValuePair<long, double>, KeyValuePair<long, double>, double> function) =>
        new(null, [.. value.Series.Select(series => MathValue.Kept(series.Zip(series.Skip(1), (before, after) => (after.Key, function(before, after)))))]);
}

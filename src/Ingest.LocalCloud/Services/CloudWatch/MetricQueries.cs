namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>Evaluates queries that may refer to one another, each once.</summary>
internal sealed class MetricQueries(MetricStore store, IReadOnlyList<MetricQuery> queries, long start, long end)
{
    private readonly Dictionary<string, MathValue> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _evaluating = [];

    /// <returns>The value by period; an expression that is a number has it in each period that any metric has.</returns>
    /// <exception cref="MathException">An expression cannot be evaluated.</exception>
    public SortedDictionary<long, double> Points(MetricQuery query)
    {
        var value = Value(query.Id);
        if (value.Number is not { } number) return value.Series is [var series] ? series : throw new MathException($"{query.Id} gives {value.Series.Count} time series; one can be returned.");
        var times = queries.Where(other => other.Stat is not null).SelectMany(other => Value(other.Id).Series.SelectMany(one => one.Keys));
        return MathValue.Kept(times.Distinct().Select(time => (time, number)));
    }

    private MathValue Value(string id)
    {
        if (_values.TryGetValue(id, out var known)) return known;
        var query = queries.FirstOrDefault(query => query.Id == id) ?? throw new MathException($"There is no metric with the id {id}.");
        if (!_evaluating.Add(id)) throw new MathException($"The expression of {id} refers to itself.");
        return _values[id] = query.Stat is { } stat ? Statistic(stat) : MetricMath.Evaluate(query.Expression!, Value, All, new MathRange(start, end, Period()));
    }

    /// <summary>METRICS(): those of the request that are no expressions.</summary>
    private MathValue All(string? filter) => new(null, [.. queries.Where(query => query.Stat is not null && (filter is null || query.Id.Contains(filter, StringComparison.Ordinal))).SelectMany(query => Value(query.Id).Series)]);

    private MathValue Statistic(MetricStat stat)
    {
        var series = store.Find(stat.Namespace, stat.Name, stat.Dimensions);
        if (series is null || (stat.Unit is { } unit && unit != series.Unit)) return MathValue.Of(new SortedDictionary<long, double>());
        return MathValue.Of(MathValue.Kept(series.Periods(start - start % stat.Period, end, stat.Period).Select(period => (period.Key, period.Value.Statistic(stat.Stat)!.Value))));
    }

    private int Period() => queries.Where(query => query.Stat is not null).Select(query => query.Stat!.Period).DefaultIfEmpty(60).Min();
}

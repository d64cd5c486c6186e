namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>The periods that are asked for: seconds since 1970, the end not included.</summary>
internal readonly record struct MathRange(long Start, long End, int Period)
{
    public SortedDictionary<long, double> Fill(SortedDictionary<long, double> series, double value) =>
        MathValue.Kept(Times().Select(time => (time, series.GetValueOrDefault(time, value))));

    /// <summary>The last value before stands where there is none; before the first there is none.</summary>
    public SortedDictionary<long, double> Repeat(SortedDictionary<long, double> series)
    {
        var last = double.NaN;
        var points = new List<(long, double)>();
        foreach (var time in Times()) points.Add((time, last = series.GetValueOrDefault(time, last)));
        return MathValue.Kept(points);
    }

    /// <summary>A straight line joins the values on both sides.</summary>
    public SortedDictionary<long, double> Interpolate(SortedDictionary<long, double> series)
    {
        var known = series.ToList();
        return MathValue.Kept(Times().Select(time =>
        {
            if (series.TryGetValue(time, out var value)) return (time, value);
            var after = known.FindIndex(point => point.Key > time);
            if (after < 1) return (time, double.NaN);
            var (left, right) = (known[after - 1], known[after]);
            return (time, left.Value + (right.Value - left.Value) * (time - left.Key) / (right.Key - left.Key));
        }));
    }

    private IEnumerable<long> Times()
    {
        for (var time = Start - Start % Period; time < End; time += Period) yield return time;
    }
}

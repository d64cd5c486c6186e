using System.Collections.Concurrent;

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>All metrics, and the operations on them.</summary>
internal sealed class MetricStore : ServiceStore, IMetrics, IDisposable
{
    private readonly ConcurrentDictionary<string, MetricSeries> _series = new();

    public MetricStore(AwsOptions aws, TimeProvider time) : base(CloudWatchService.Instance)
    {
        Alarms = new AlarmBoard(this, aws, time);
        Dashboards = new Dashboards(aws, time);
        Add("DescribeAlarms", new DescribeAlarms(Alarms).Handle);
        Add("GetDashboard", Dashboards.GetDashboard);
        Add("ListDashboards", Dashboards.ListDashboards);
        Add("GetMetricData", new GetMetricData(this).Handle);
        Add("ListMetrics", new ListMetrics(this).Handle);
        Add("PutMetricData", new PutMetricData(this, time).Handle);
    }

    public AlarmBoard Alarms { get; }

    public Dashboards Dashboards { get; }

    public IEnumerable<MetricSeries> All => _series.Values.OrderBy(s => s.Namespace, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal);

    /// <param name="unit">As CloudWatch names units: Count, Milliseconds, Bytes, None, ….</param>
    public void Record(string @namespace, string name, IEnumerable<Dimension> dimensions, double value, string unit, DateTimeOffset time) =>
        Series(@namespace, name, dimensions, unit).Record(value, time);

    /// <summary>The metric, made if it is new: to hold on to where many values come.</summary>
    public MetricSeries Series(string @namespace, string name, IEnumerable<Dimension> dimensions, string unit)
    {
        Dimension[] sorted = [.. dimensions.OrderBy(d => d.Name, StringComparer.Ordinal)];
        return _series.GetOrAdd(KeyOf(@namespace, name, sorted), static (_, s) => new MetricSeries(s.@namespace, s.name, s.sorted, s.unit), (@namespace, name, sorted, unit));
    }

    public IMetric Metric(string @namespace, string name, string unit, params ReadOnlySpan<(string Name, string Value)> dimensions)
    {
        var named = new List<Dimension>();
        foreach (var (key, value) in dimensions) named.Add(new Dimension(key, value));
        return Series(@namespace, name, named, unit);
    }

    public void Dispose() => Alarms.Dispose();

    /// <summary>The metric with exactly these dimensions; null: there is none.</summary>
    public MetricSeries? Find(string @namespace, string name, IEnumerable<Dimension> dimensions) =>
        _series.GetValueOrDefault(KeyOf(@namespace, name, dimensions.OrderBy(d => d.Name, StringComparer.Ordinal)));

    /// <summary>[{"Name":…,"Value":…},…].</summary>
    public static List<Dimension> ReadDimensions(Fields fields)
    {
        var dimensions = new List<Dimension>();
        if (fields.List("Dimensions") is not { } list) return dimensions;
        foreach (var element in list.EnumerateArray())
        {
            var dimension = fields.Of(element);
            dimensions.Add(new Dimension(dimension.String("Name") ?? "", dimension.String("Value") ?? ""));
        }
        return dimensions;
    }

    public static AwsException Invalid(string message) => new("InvalidParameterValueException", message);

    private static string KeyOf(string @namespace, string name, IEnumerable<Dimension> sorted) =>
        @namespace + "\n" + name + "\n" + string.Join('\n', sorted.Select(d => d.Name + "=" + d.Value));
}

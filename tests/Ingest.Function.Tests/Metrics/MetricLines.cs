using System.Text;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.Function.Tests.Metrics;

/// <summary>What CloudWatch would make of the lines that a function's metrics write.</summary>
internal sealed class MetricLines : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MetricStore _store;
    private int _taken;

    public MetricLines(TimeProvider time)
    {
        _store = new MetricStore(new AwsOptions(), time);
        Log = new LogWriter(_output, time);
        Metrics = new IngestMetrics(Log, time);
    }

    public LogWriter Log { get; }

    public IngestMetrics Metrics { get; }

    /// <summary>Takes the lines written since the last time.</summary>
    public string[] Take()
    {
        var lines = Encoding.UTF8.GetString(_output.GetBuffer().AsSpan(_taken, (int)_output.Length - _taken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _taken = (int)_output.Length;
        foreach (var line in lines) new EmfExtractor(_store).Extract(Encoding.UTF8.GetBytes(line));
        return lines;
    }

    /// <summary>The sum of all that was taken; null if there is no such metric.</summary>
    public double? Sum(string name, params (string Name, string Value)[] dimensions) => Statistic("Sum", name, dimensions);

    public double? Statistic(string statistic, string name, params (string Name, string Value)[] dimensions)
    {
        var series = _store.Find("Ingest", name, [new("FunctionName", "ingest"), .. dimensions.Select(d => new Dimension(d.Name, d.Value))]);
        return series?.Periods(0, int.MaxValue, int.MaxValue).Values.SingleOrDefault()?.Statistic(statistic);
    }

    public void Dispose()
    {
        _store.Dispose();
        _output.Dispose();
    }
}

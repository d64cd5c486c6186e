using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud.Lambda;

/// <summary>What Lambda's REPORT line says of one invocation.</summary>
internal sealed record InvocationReport(
    DateTimeOffset Time,
    string RequestId,
    int Environment,
    InvocationOutcome Outcome,
    TimeSpan Duration,
    TimeSpan? InitDuration,
    long MaxMemoryBytes)
{
    /// <summary>Duration and initialization, rounded up to whole milliseconds: since August 2025 INIT is billed on demand too.</summary>
    public long BilledMilliseconds => (long)Math.Ceiling((Duration + (InitDuration ?? TimeSpan.Zero)).TotalMilliseconds);
}

/// <summary>An environment's start.</summary>
/// <param name="Duration">From exec to ready.</param>
/// <param name="Cpu">Of the process until then; null if it was gone.</param>
internal sealed record ColdStart(DateTimeOffset Time, int Environment, TimeSpan Duration, TimeSpan? Cpu = null);

/// <summary>
/// Counts what the Function URL and the function did since the start, and publishes the metrics Lambda publishes in the
/// namespace AWS/Lambda (developer guide, urls-monitoring and monitoring-metrics-types).
/// </summary>
internal sealed class FunctionMetrics(FunctionOptions options, MetricStore store)
{
    private const int ReportsKept = 1000;
    private readonly Lock _lock = new();
    private readonly MetricSeries _urlRequestCount = SeriesOf(store, options, "UrlRequestCount", "Count");
    private readonly MetricSeries _url4xxCount = SeriesOf(store, options, "Url4xxCount", "Count");
    private readonly MetricSeries _url5xxCount = SeriesOf(store, options, "Url5xxCount", "Count");
    private readonly MetricSeries _urlRequestLatency = SeriesOf(store, options, "UrlRequestLatency", "Milliseconds");
    private readonly MetricSeries _invocationCount = SeriesOf(store, options, "Invocations", "Count");
    private readonly MetricSeries _errorCount = SeriesOf(store, options, "Errors", "Count");
    private readonly MetricSeries _throttleCount = SeriesOf(store, options, "Throttles", "Count");
    private readonly MetricSeries _duration = SeriesOf(store, options, "Duration", "Milliseconds");
    private readonly MetricSeries _concurrentExecutions = SeriesOf(store, options, "ConcurrentExecutions", "Count");
    private readonly Queue<InvocationReport> _reports = [];
    private readonly List<ColdStart> _coldStarts = [];
    private readonly SortedDictionary<int, long> _statuses = [];
    private readonly RecentLatency _latency = new();
    private long _requests;
    private long _invocations;
    private long _errors;
    private long _throttles;
    private long _billedMilliseconds;

    public void RecordRequest(int status, TimeSpan latency)
    {
        var now = options.Time.GetUtcNow();
        _urlRequestCount.Record(1, now);
        _url4xxCount.Record(status is >= 400 and < 500 ? 1 : 0, now);
        _url5xxCount.Record(status >= 500 ? 1 : 0, now);
        _urlRequestLatency.Record(latency.TotalMilliseconds, now);
        lock (_lock)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            _latency.Record(status, latency, now);
            _requests++;
        }
    }

    /// <param name="concurrent">Invocations running when this one began, itself included.</param>
    public void RecordInvocation(InvocationReport report, int concurrent)
    {
        var failed = report.Outcome != InvocationOutcome.Succeeded;
        _invocationCount.Record(1, report.Time);
        _errorCount.Record(failed ? 1 : 0, report.Time);
        // Lambda publishes zeros beside invocations too, so that there is a line to draw.
        _throttleCount.Record(0, report.Time);
        _duration.Record(report.Duration.TotalMilliseconds, report.Time);
        _concurrentExecutions.Record(concurrent, report.Time);
        lock (_lock)
        {
            _invocations++;
            if (failed) _errors++;
            _billedMilliseconds += report.BilledMilliseconds;
            if (_reports.Count == ReportsKept) _reports.Dequeue();
            _reports.Enqueue(report);
        }
    }

    public void RecordThrottle()
    {
        _throttleCount.Record(1, options.Time.GetUtcNow());
        lock (_lock) _throttles++;
    }

    public void RecordColdStart(int environment, TimeSpan duration, TimeSpan? cpu = null)
    {
        lock (_lock) _coldStarts.Add(new ColdStart(options.Time.GetUtcNow(), environment, duration, cpu));
    }

    public FunctionTotals ReadTotals()
    {
        lock (_lock)
        {
            return new FunctionTotals(
                _requests, _invocations, _errors, _throttles, _billedMilliseconds, new SortedDictionary<int, long>(_statuses), [.. _coldStarts], [.. _reports],
                _latency.Read(options.Time.GetUtcNow()));
        }
    }

    private static MetricSeries SeriesOf(MetricStore store, FunctionOptions options, string name, string unit) =>
        store.Series("AWS/Lambda", name, [new Dimension("FunctionName", options.FunctionName)], unit);
}

/// <summary>Everything since the start.</summary>
/// <param name="Latency">Of the last minute, by outcome; the last is that of all.</param>
internal sealed record FunctionTotals(
    long Requests,
    long Invocations,
    long Errors,
    long Throttles,
    long BilledMilliseconds,
    IReadOnlyDictionary<int, long> Statuses,
    IReadOnlyList<ColdStart> ColdStarts,
    IReadOnlyList<InvocationReport> Reports,
    IReadOnlyList<LatencyOf> Latency);

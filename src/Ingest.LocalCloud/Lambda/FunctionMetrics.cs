namespace Ingest.LocalCloud.Lambda;

/// <summary>One minute of the metrics that Lambda publishes in the namespace AWS/Lambda (developer guide, urls-monitoring and monitoring-metrics).</summary>
/// <param name="Start">The minute's first second.</param>
internal sealed record FunctionMinute(DateTimeOffset Start)
{
    public long UrlRequestCount { get; set; }

    public long Url4xxCount { get; set; }

    public long Url5xxCount { get; set; }

    public LatencyHistogram UrlRequestLatency { get; } = new();

    public long Invocations { get; set; }

    public long Errors { get; set; }

    public long Throttles { get; set; }

    public LatencyHistogram Duration { get; } = new();

    /// <summary>The most invocations at once in the minute.</summary>
    public int ConcurrentExecutions { get; set; }
}

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
internal sealed record ColdStart(DateTimeOffset Time, int Environment, TimeSpan Duration);

/// <summary>Counts what the Function URL and the function did, in total and by minute.</summary>
internal sealed class FunctionMetrics(TimeProvider time)
{
    private const int MinutesKept = 180;
    private const int ReportsKept = 1000;
    private readonly Lock _lock = new();
    private readonly List<FunctionMinute> _minutes = [];
    private readonly Queue<InvocationReport> _reports = [];
    private readonly List<ColdStart> _coldStarts = [];
    private readonly SortedDictionary<int, long> _statuses = [];
    private readonly LatencyHistogram _latency = new();
    private long _requests;
    private long _invocations;
    private long _errors;
    private long _throttles;
    private long _billedMilliseconds;

    public void RecordRequest(int status, TimeSpan latency)
    {
        lock (_lock)
        {
            var minute = CurrentMinute();
            minute.UrlRequestCount++;
            if (status is >= 400 and < 500) minute.Url4xxCount++;
            if (status >= 500) minute.Url5xxCount++;
            minute.UrlRequestLatency.Record(latency);
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            _latency.Record(latency);
            _requests++;
        }
    }

    public void RecordInvocation(InvocationReport report, int concurrent)
    {
        lock (_lock)
        {
            var minute = CurrentMinute();
            minute.Invocations++;
            minute.Duration.Record(report.Duration);
            minute.ConcurrentExecutions = Math.Max(minute.ConcurrentExecutions, concurrent);
            _invocations++;
            _billedMilliseconds += report.BilledMilliseconds;
            if (report.Outcome != InvocationOutcome.Succeeded)
            {
                minute.Errors++;
                _errors++;
            }
            if (_reports.Count == ReportsKept) _reports.Dequeue();
            _reports.Enqueue(report);
        }
    }

    public void RecordThrottle()
    {
        lock (_lock)
        {
            CurrentMinute().Throttles++;
            _throttles++;
        }
    }

    public void RecordColdStart(int environment, TimeSpan duration)
    {
        lock (_lock) _coldStarts.Add(new ColdStart(time.GetUtcNow(), environment, duration));
    }

    /// <summary>Calls <paramref name="read"/> with the minutes, oldest first, while nothing is recorded.</summary>
    public T ReadMinutes<T>(Func<IReadOnlyList<FunctionMinute>, T> read)
    {
        lock (_lock) return read(_minutes);
    }

    public FunctionTotals ReadTotals()
    {
        lock (_lock)
        {
            return new FunctionTotals(
                _requests, _invocations, _errors, _throttles, _billedMilliseconds, new SortedDictionary<int, long>(_statuses), [.. _coldStarts], [.. _reports],
                _latency.Percentile(50), _latency.Percentile(95), _latency.Percentile(99), _latency.MaxMicroseconds / 1000);
        }
    }

    private FunctionMinute CurrentMinute()
    {
        var now = time.GetUtcNow();
        if (_minutes.Count > 0 && now - _minutes[^1].Start < TimeSpan.FromMinutes(1)) return _minutes[^1];
        if (_minutes.Count == MinutesKept) _minutes.RemoveAt(0);
        var minute = new FunctionMinute(new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero));
        _minutes.Add(minute);
        return minute;
    }
}

/// <summary>Everything since the start; latencies in milliseconds.</summary>
internal sealed record FunctionTotals(
    long Requests,
    long Invocations,
    long Errors,
    long Throttles,
    long BilledMilliseconds,
    IReadOnlyDictionary<int, long> Statuses,
    IReadOnlyList<ColdStart> ColdStarts,
    IReadOnlyList<InvocationReport> Reports,
    double P50,
    double P95,
    double P99,
    double Max);

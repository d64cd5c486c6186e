using System.Collections.Concurrent;
using Ingest.LoadGen.Measurement;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>The measurements of one outcome (ok or fail) of a step or a scenario. Safe under concurrent recording.</summary>
internal sealed class MeasurementRecorder(bool isError)
{
    private readonly LatencyHistogram _latency = new();
    private readonly LatencyHistogram _bytes = new();
    private readonly ConcurrentDictionary<string, StatusCount> _statuses = new();

    public int Count => (int)_latency.Count;
    public long AllBytes => _bytes.Sum;

    public void Record(IResponse response, TimeSpan measured)
    {
        var latency = response.CustomLatencyMs > 0 ? TimeSpan.FromMilliseconds(response.CustomLatencyMs) : measured;
        _latency.Record(latency);
        _bytes.Record(response.SizeBytes);
        var code = response.StatusCode ?? "";
        if (code.Length == 0) return;
        if (!_statuses.TryGetValue(code, out var status))
            status = _statuses.GetOrAdd(code, static (_, message) => new StatusCount(message), response.Message);
        status.Increment();
    }

    /// <param name="executed">What the rate is over: the time that was not a pause, at least a second.</param>
    /// <param name="all">Requests of both outcomes.</param>
    public MeasurementStats Stats(TimeSpan executed, int all) => new()
    {
        Request = new RequestStats
        {
            Count = Count,
            RPS = Math.Round(Count / Math.Max(1, executed.TotalSeconds), 1),
            Percent = Percent(Count, all)
        },
        Latency = LatencyStats(),
        DataTransfer = new DataTransferStats
        {
            MinBytes = _bytes.Min,
            MeanBytes = (long)_bytes.Mean,
            MaxBytes = _bytes.Max,
            Percent50 = _bytes.ValueAtPercentile(50),
            Percent75 = _bytes.ValueAtPercentile(75),
            Percent95 = _bytes.ValueAtPercentile(95),
            Percent99 = _bytes.ValueAtPercentile(99),
            StdDev = Math.Round(_bytes.StandardDeviation(), 2),
            AllBytes = _bytes.Sum
        },
        StatusCodes = [.. _statuses.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new StatusCodeStats
        {
            StatusCode = s.Key,
            IsError = isError,
            Message = s.Value.Message,
            Count = s.Value.Count
        })]
    };

    /// <summary>Each status code's share of all of both outcomes: requests without one count in none.</summary>
    public static void SetPercents(StatusCodeStats[] ok, StatusCodeStats[] fail)
    {
        var all = ok.Sum(s => s.Count) + fail.Sum(s => s.Count);
        foreach (var status in ok.Concat(fail)) status.Percent = Percent(status.Count, all);
    }

    public static int Percent(int part, int all) => all == 0 ? 0 : (int)Math.Round(100.0 * part / all, MidpointRounding.AwayFromZero);

    private LatencyStats LatencyStats()
    {
        var upTo800 = (int)_latency.CountAtMost(TimeSpan.FromMilliseconds(800).Ticks);
        var below1200 = (int)_latency.CountAtMost(TimeSpan.FromMilliseconds(1200).Ticks - 1);
        return new LatencyStats
        {
            MinMs = Milliseconds(_latency.Min),
            MeanMs = Milliseconds(_latency.Mean),
            MaxMs = Milliseconds(_latency.Max),
            Percent50 = Milliseconds(_latency.ValueAtPercentile(50)),
            Percent75 = Milliseconds(_latency.ValueAtPercentile(75)),
            Percent95 = Milliseconds(_latency.ValueAtPercentile(95)),
            Percent99 = Milliseconds(_latency.ValueAtPercentile(99)),
            StdDev = Milliseconds(_latency.StandardDeviation()),
            LatencyCount = new LatencyCount { LessOrEq800 = upTo800, More800Less1200 = below1200 - upTo800, MoreOrEq1200 = Count - below1200 }
        };
    }

    private static double Milliseconds(double ticks) => Math.Round(ticks / TimeSpan.TicksPerMillisecond, 2);

    private sealed class StatusCount(string message)
    {
        private int _count;

        public string Message => message ?? "";
        public int Count => Volatile.Read(ref _count);

        public void Increment() => Interlocked.Increment(ref _count);
    }
}

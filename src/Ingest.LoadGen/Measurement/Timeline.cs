using Ingest.LoadGen.Producing;

namespace Ingest.LoadGen.Measurement;

/// <summary>One second of a run. Starts count where they began, responses and latencies where they came.</summary>
internal sealed class TimelineSecond
{
    private readonly long[] _outcomes = new long[Outcomes.Kinds];
    private long _started;
    private long _bytesSent;
    private long _bytesReceived;

    public long Started => Volatile.Read(ref _started);
    public IReadOnlyList<long> ByOutcome => _outcomes;
    public long Answered => Outcomes.Answered(_outcomes);

    /// <summary>Requests that ended in it, with a response or without.</summary>
    public long Ended => _outcomes.Sum();

    /// <summary>Latency from the intended start of the first requests whose 2xx came in this second, in milliseconds; null if none did, and while the second is not over.</summary>
    public double? P50 { get; private set; }
    public double? P95 { get; private set; }
    public double? P99 { get; private set; }
    public double? P999 { get; private set; }
    public double? Max { get; private set; }

    /// <summary>Of the bodies of requests that began in it.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Of the bodies of responses that came in it.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Open when the second began.</summary>
    public int Connections { get; set; }

    public void Start(int bytes)
    {
        Interlocked.Increment(ref _started);
        Interlocked.Add(ref _bytesSent, bytes);
    }

    public void Complete(Outcome outcome, int bytes)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        if (bytes > 0) Interlocked.Add(ref _bytesReceived, bytes);
    }

    public void Close(LatencyHistogram latency)
    {
        if (latency.Count == 0) return;
        P50 = latency.ValueAtPercentile(50) / (double)TimeSpan.TicksPerMillisecond;
        P95 = latency.ValueAtPercentile(95) / (double)TimeSpan.TicksPerMillisecond;
        P99 = latency.ValueAtPercentile(99) / (double)TimeSpan.TicksPerMillisecond;
        P999 = latency.ValueAtPercentile(99.9) / (double)TimeSpan.TicksPerMillisecond;
        Max = latency.Max / (double)TimeSpan.TicksPerMillisecond;
    }
}

/// <summary>The seconds of a run. Only the last few keep a histogram; a second that is over keeps its percentiles.</summary>
internal sealed class Timeline
{
    private const int Open = 8;
    private readonly Lock _lock = new();
    private readonly LatencyHistogram[] _latency = [.. Enumerable.Range(0, Open).Select(_ => new LatencyHistogram())];
    private TimelineSecond[] _seconds = [.. Enumerable.Range(0, 64).Select(_ => new TimelineSecond())];
    private int _closed;
    private int _last = -1;

    /// <summary>The seconds up to the last in which anything happened.</summary>
    public IReadOnlyList<TimelineSecond> Seconds => new ArraySegment<TimelineSecond>(Volatile.Read(ref _seconds), 0, Volatile.Read(ref _last) + 1);

    /// <summary>How many connections are open now. Default: not known, which is 0.</summary>
    public Func<int> Connections { get; set; } = () => 0;

    public void Start(TimeSpan at, int bytes = 0) => At(at).Start(bytes);

    /// <param name="at">When it came.</param>
    /// <param name="outcome">What it was.</param>
    /// <param name="latency">Null for a response whose latency is not one of those shown.</param>
    /// <param name="bytes">Of the response's body.</param>
    public void Complete(TimeSpan at, Outcome outcome, TimeSpan? latency, int bytes = 0)
    {
        At(at).Complete(outcome, bytes);
        if (latency is { } shown) _latency[(int)at.TotalSeconds % Open].Record(shown);
    }

    private TimelineSecond At(TimeSpan at)
    {
        var second = Math.Max(0, (int)at.TotalSeconds);
        // Read without the lock: a stale value only means that the lock is taken once more.
        return second <= Volatile.Read(ref _last) ? Volatile.Read(ref _seconds)[second] : Enter(second);
    }

    /// <summary>A new second has begun: those whose histogram is needed again, and those long over, are closed.</summary>
    private TimelineSecond Enter(int second)
    {
        lock (_lock)
        {
            if (second >= _seconds.Length)
            {
                var grown = new TimelineSecond[Math.Max(second + 1, _seconds.Length * 2)];
                for (var index = 0; index < grown.Length; index++) grown[index] = index < _seconds.Length ? _seconds[index] : new TimelineSecond();
                Volatile.Write(ref _seconds, grown);
            }
            CloseUpTo(second - 2);
            for (var entered = _last + 1; entered <= second; entered++) _seconds[entered].Connections = Connections();
            if (second > _last) Volatile.Write(ref _last, second);
            return _seconds[second];
        }
    }

    public void Close()
    {
        lock (_lock) CloseUpTo(_last + 1);
    }

    private void CloseUpTo(int end)
    {
        for (; _closed < end && _closed < _seconds.Length; _closed++)
        {
            _seconds[_closed].Close(_latency[_closed % Open]);
            _latency[_closed % Open] = new LatencyHistogram();
        }
    }
}

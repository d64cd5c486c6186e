using Ingest.Function.Logging;
using Ingest.Function.Problems;

namespace Ingest.Function.Metrics;

/// <summary>
/// Counts what an environment does, and writes it as lines in the embedded metric format: one at the end of the first invocation
/// 10 s after the last, at once if events were rejected, not stored or sent again, and when the environment ends. Nothing is
/// written before the first response is sent, and nothing is allocated in between. Safe from any thread.
/// </summary>
internal sealed partial class IngestMetrics
{
    /// <summary>A healthy environment writes one line in this time.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>One with news writes no more often than this; what comes in between is in the next lines' sums.</summary>
    private static readonly TimeSpan NewsInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LogWriter _log;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Distribution _latency = new();
    private readonly Distribution _batchSize = new();
    private readonly List<SinkMetrics> _sinks = [];
    private readonly List<CodeCount> _codes = [];
    private WindowCounts _counts;
    private TimeSpan? _init;
    private string? _function;
    private long _written;
    private bool _hasWritten;
    private long _newest;
    private int _turn;

    /// <summary>Made as early as can be: INIT is measured from here.</summary>
    /// <param name="log">Where the lines go.</param>
    /// <param name="time">The clock of durations and lines.</param>
    public IngestMetrics(LogWriter log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        _start = _written = time.GetTimestamp();
        _newest = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>A sink's own part.</summary>
    public SinkMetrics AddSink(string name)
    {
        var sink = new SinkMetrics(name, _lock);
        _sinks.Add(sink);
        return sink;
    }

    /// <summary>INIT is over: the next thing is the first invocation.</summary>
    public void EndInit() => _init = _time.GetElapsedTime(_start);

    /// <summary>A POST's events, each in one place: received = accepted + duplicates + rejected + notStored, of which the rejected come by <see cref="NoteRejected"/>.</summary>
    /// <param name="bytes">Its body, as it was sent.</param>
    public void NotePost(int received, int accepted, int duplicates, int notStored, long bytes)
    {
        lock (_lock)
        {
            _counts.Received += received;
            _counts.Accepted += accepted;
            _counts.Duplicates += duplicates;
            _counts.NotStored += notStored;
            _counts.BytesIn += bytes;
            _batchSize.Add(received);
        }
    }

    /// <summary>Events that are not stored for good.</summary>
    public void NoteRejected(Problem problem, int events)
    {
        lock (_lock)
        {
            _counts.Rejected += events;
            CountOf(problem).Rejected += events;
        }
    }

    /// <summary>A POST of which no event was read: what it held is unknown.</summary>
    public void NoteRefused(Problem problem)
    {
        lock (_lock)
        {
            _counts.Refused++;
            CountOf(problem).Refused++;
        }
    }

    /// <summary>An invocation has ended, its response sent: lines are written now if they are due.</summary>
    /// <param name="began">The clock's timestamp of its receipt.</param>
    public void EndInvocation(long began)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _latency.Add((long)_time.GetElapsedTime(began, now).TotalMicroseconds);
            _newest = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var passed = _time.GetElapsedTime(_written, now);
            if (passed >= Interval || (HasNews && (!_hasWritten || passed >= NewsInterval))) WriteLines();
        }
    }

    /// <summary>Writes what was counted since the last line, all of it: the environment ends.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            // As many times as there are sinks whose turn it is, and not for ever if the output is closed.
            for (var most = MostLines; most > 0 && (_latency.Count > 0 || HasNews || _sinks.Exists(static sink => sink.Latency.Count > 0)); most--) WriteLines();
        }
    }

    private bool HasNews => _codes.Exists(static count => count.HasNews) || _counts.NotStored > 0 || _sinks.Exists(static sink => sink.HasNews);

    private CodeCount CountOf(Problem problem)
    {
        foreach (var known in _codes)
        {
            if (known.Code == problem.Code) return known;
        }
        var count = new CodeCount(problem.Code);
        _codes.Add(count);
        return count;
    }

    private sealed class CodeCount(string code)
    {
        public string Code => code;

        public long Rejected { get; set; }

        public long Refused { get; set; }

        public bool HasNews => Rejected > 0 || Refused > 0;
    }
}

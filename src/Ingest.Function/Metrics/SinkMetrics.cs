using Ingest.Function.Problems;

namespace Ingest.Function.Metrics;

/// <summary>What happened at one sink since the last line. Safe from any thread.</summary>
/// <param name="name">As settings and logs name it.</param>
/// <param name="window">The lock of all that is counted.</param>
internal sealed class SinkMetrics(string name, Lock window)
{
    private readonly List<CauseCount> _notStored = [];

    public string Name => name;

    /// <summary>Calls, from each one's start to its response's end, in microseconds.</summary>
    public Distribution Latency { get; } = new();

    /// <summary>Events that were sent again.</summary>
    public long Retries { get; private set; }

    /// <summary>Something is to be told at once.</summary>
    public bool HasNews => Retries > 0 || _notStored.Exists(static count => count.Events > 0);

    public void NoteCall(TimeSpan duration)
    {
        lock (window) Latency.Add((long)duration.TotalMicroseconds);
    }

    public void NoteRetries(int events)
    {
        if (events == 0) return;
        lock (window) Retries += events;
    }

    /// <summary>Events that it does not have at the end of a POST.</summary>
    /// <param name="cause">throttled, unavailable or operator-needed.</param>
    public void NoteNotStored(Problem cause, int events)
    {
        if (events == 0) return;
        lock (window)
        {
            var place = _notStored.FindIndex(count => count.Cause == cause.Code);
            if (place < 0) _notStored.Add(new CauseCount(cause.Code, events));
            else _notStored[place] = _notStored[place] with { Events = _notStored[place].Events + events };
        }
    }

    /// <summary>Takes one cause's events out; none if there is none. Under the lock.</summary>
    public CauseCount TakeCause()
    {
        var place = _notStored.FindIndex(static count => count.Events > 0);
        if (place < 0) return default;
        var taken = _notStored[place];
        _notStored[place] = taken with { Events = 0 };
        return taken;
    }

    /// <summary>Latency and retries are written. Under the lock.</summary>
    public void Clear()
    {
        Latency.Clear();
        Retries = 0;
    }

    /// <summary>Events not stored, and why.</summary>
    public readonly record struct CauseCount(string? Cause, long Events);
}

using System.Runtime.CompilerServices;
using Ingest.Function.Buffers;

namespace Ingest.Function.Delivery;

/// <summary>One call to a sink: units of one write, or of several that share it. Used again by its <see cref="WriteQueue"/>.</summary>
internal sealed class SinkCall
{
    private readonly List<(SinkWrite Write, int Unit)> _units = [];
    private readonly List<(SinkWrite Write, int Round)> _writes = [];
    private readonly Action _moveOn;
    private WriteOutcome[] _outcomes = [];
    private ValueTaskAwaiter<ReadOnlyMemory<WriteOutcome>> _awaiter;
    private Action<SinkCall>? _then;
    private HoldCount _holds;
    private long _wireBytes;

    public SinkCall() => _moveOn = () => _then!(this);

    public List<(SinkWrite Write, int Unit)> Units => _units;

    /// <summary>The writes that share the call, with the round each was in when it was sent.</summary>
    public List<(SinkWrite Write, int Round)> Writes => _writes;

    /// <summary>The writes that the call's end completed.</summary>
    public List<SinkWrite> Completed { get; } = [];

    /// <summary>Summed over its units.</summary>
    public long Bytes { get; private set; }

    /// <summary>Events of units that a call carried before.</summary>
    public int EventsAgain { get; private set; }

    /// <summary>When it was made, on the queue's clock.</summary>
    public TimeSpan Started { get; set; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Limit { get; set; }

    /// <summary>It was cancelled, or is about to be: no write waits for its outcomes.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>It was abandoned by the clock.</summary>
    public bool IsTimedOut { get; set; }

    /// <summary>It asks whether a sink that was unavailable is back.</summary>
    public bool IsProbe { get; set; }

    /// <summary>The most tries of one of its writes that were abandoned before.</summary>
    public int Timeouts { get; private set; }

    /// <summary>Why it failed whole; null if it did not.</summary>
    public CallFailure? Failure { get; set; }

    /// <summary>What the service said of what it did not take; null if it took all, or said nothing.</summary>
    public SinkError? Error { get; set; }

    public TimeLimit TimeLimit { get; } = new();

    /// <summary>No write waits for its outcomes any more.</summary>
    public bool IsAbandoned => _writes.TrueForAll(static w => w.Write.IsCompleted);

    /// <summary>Room for an outcome per unit, for the sink to fill and to return.</summary>
    public Memory<WriteOutcome> Outcomes
    {
        get
        {
            if (_outcomes.Length < _units.Count) _outcomes = new WriteOutcome[Math.Max(_units.Count, _outcomes.Length * 2)];
            return _outcomes.AsMemory(0, _units.Count);
        }
    }

    /// <summary>Whether one more unit keeps it within a sink's limits. One alone always does.</summary>
    public bool Fits(SinkWrite write, int unit, CallLimits limits) =>
        _units.Count == 0 || (_units.Count < limits.Units && Bytes + write.Units[unit].Bytes <= limits.Bytes && FitsWire(write, write.Units[unit], limits.Wire));

    public void Add(SinkWrite write, int unit)
    {
        if (_writes.Count == 0 || _writes[^1].Write != write) _writes.Add((write, write.Round));
        _units.Add((write, unit));
        Bytes += write.Units[unit].Bytes;
    }

    /// <summary>True if a unit of another write in this call has the same device, time and id.</summary>
    public bool HasKeyOf(SinkWrite write, int unit)
    {
        // Within one write keys are distinct: duplicates were collapsed.
        if (_writes.Count == 0 || _writes[0].Write == write) return false;
        var e = write.Event(write.Units[unit].First);
        foreach (var (other, otherUnit) in _units)
        {
            if (other == write) continue;
            var o = other.Event(other.Units[otherUnit].First);
            if (other.Batch.Bytes(o.SortKey).SequenceEqual(write.Batch.Bytes(e.SortKey))
                && other.Batch.Bytes(o.DeviceId).SequenceEqual(write.Batch.Bytes(e.DeviceId))) return true;
        }
        return false;
    }

    /// <summary>Goes on once the outcomes are there, on the thread that brings them; at once if they are. No task is made for it.</summary>
    public void Await(ValueTask<ReadOnlyMemory<WriteOutcome>> outcomes, Action<SinkCall> then)
    {
        (_awaiter, _then) = (outcomes.GetAwaiter(), then);
        if (_awaiter.IsCompleted) then(this);
        else _awaiter.UnsafeOnCompleted(_moveOn);
    }

    /// <summary>What the sink returned, once it did; to be taken once.</summary>
    /// <exception cref="Exception">What the sink threw.</exception>
    public ReadOnlyMemory<WriteOutcome> TakeOutcomes() => _awaiter.GetResult();

    /// <summary>It is sent: from now on it holds its writes and what they read.</summary>
    public void Begin(TimeSpan now, TimeSpan limit, int timeouts)
    {
        _holds.Start();
        (Started, Limit, Timeouts) = (now, limit, timeouts);
        foreach (var (write, _) in _writes)
        {
            write.Hold();
            write.CallsInFlight++;
        }
        foreach (var (write, unit) in _units)
        {
            if (write.Progress.WasSent(unit)) EventsAgain += write.Units[unit].Count;
        }
    }

    /// <summary>Somebody else is about to cancel it: it must not be used again before <see cref="Release"/>.</summary>
    public void Hold() => _holds.Add();

    /// <returns>True if nobody uses it any more.</returns>
    public bool Release() => _holds.Release();

    /// <summary>The sink is done with it: nothing reads the writes for it any more.</summary>
    public void ReleaseWrites()
    {
        foreach (var (write, _) in _writes) write.Dispose();
    }

    /// <summary>Forgets all, to be filled anew.</summary>
    public void Clear()
    {
        _units.Clear();
        _writes.Clear();
        Completed.Clear();
        _awaiter = default;
        (Bytes, _wireBytes, EventsAgain, IsCancelled, IsTimedOut, IsProbe, Failure, Error) = (0, 0, 0, false, false, false, null, null);
    }

    private bool FitsWire(SinkWrite write, in WriteUnit unit, WireLimit? wire)
    {
        if (wire is null || wire.IsFar(Bytes + unit.Bytes, _units.Count + 1)) return true;
        // Counted late, and only if it could come to the limit.
        if (_wireBytes == 0)
        {
            foreach (var (other, place) in _units) _wireBytes += wire.UnitBytes(other, other.Units[place]);
        }
        var more = wire.UnitBytes(write, unit);
        if (_wireBytes + more > wire.Bytes) return false;
        _wireBytes += more;
        return true;
    }
}

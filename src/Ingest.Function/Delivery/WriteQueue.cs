using Ingest.Function.Pooling;

namespace Ingest.Function.Delivery;

/// <summary>
/// Decides what goes into the next call to a sink: no I/O, no clock of its own, no lock.
/// Writes are served in the order they came. Those that wait while a call is under way share the next one (group commit);
/// where only one request runs at a time nothing ever waits for company.
/// </summary>
/// <param name="limits">What a call may hold.</param>
/// <param name="retries">When a failed unit is tried again.</param>
/// <param name="coalesce">True where requests run concurrently: a call that is not full then waits for the one under way.</param>
internal sealed class WriteQueue(CallLimits limits, RetrySchedule retries, bool coalesce)
{
    /// <summary>Enough to keep several connections busy without a burst of its own making.</summary>
    private const int MostCallsInFlight = 16;

    private readonly Recycler<SinkCall> _calls = new();
    private readonly List<SinkWrite> _writes = [];
    private int _callsInFlight;
    private int _partialCallsInFlight;

    public void Add(SinkWrite write) => _writes.Add(write);

    /// <summary>When the next waiting unit is due; null where none waits for time.</summary>
    public TimeSpan? NextDue(TimeSpan now)
    {
        TimeSpan? due = null;
        foreach (var write in _writes)
        {
            if (write.NotBefore > now && (due is null || write.NotBefore < due)) due = write.NotBefore;
        }
        return due;
    }

    /// <summary>The next call to be made now, or null.</summary>
    public SinkCall? TakeCall(TimeSpan now)
    {
        if (_callsInFlight >= MostCallsInFlight) return null;
        var call = _calls.Rent();
        var isFull = Fill(call, now);
        if (call.Units.Count == 0 || (coalesce && !isFull && _partialCallsInFlight > 0))
        {
            Recycle(call);
            return null;
        }

        foreach (var (write, unit) in call.Units) write.Take(unit);
        foreach (var (write, _) in call.Writes) write.CallsInFlight++;
        _callsInFlight++;
        if (!isFull) _partialCallsInFlight++;
        call.IsFull = isFull;
        return call;
    }

    /// <summary>Notes what a call brought: what is written is done, what failed is due again later or given up.</summary>
    /// <param name="call">A call that <see cref="TakeCall"/> gave.</param>
    /// <param name="outcomes">One per unit. Any other count tells nothing about any unit: all are tried again.</param>
    /// <param name="now">The queue's clock.</param>
    public void Complete(SinkCall call, ReadOnlySpan<WriteOutcome> outcomes, TimeSpan now)
    {
        _callsInFlight--;
        if (!call.IsFull) _partialCallsInFlight--;
        var isMatched = outcomes.Length == call.Units.Count;
        // Those given up meanwhile are no longer this queue's: their requests were answered.
        foreach (var (write, _) in call.Writes)
        {
            if (!write.IsCompleted) call.Completed.Add(write);
        }
        for (var i = 0; i < call.Units.Count; i++)
        {
            var (write, unit) = call.Units[i];
            write.Settle(unit, isMatched ? outcomes[i] : WriteOutcome.Unavailable);
        }
        foreach (var (write, round) in call.Writes)
        {
            write.CallsInFlight--;
            if (!write.IsCompleted && write.NextWaiting(0) is var waiting and >= 0 && write.Outcome(waiting) != WriteOutcome.Unknown) Postpone(write, round, now);
        }
        call.Completed.RemoveAll(static w => !w.IsCompleted);
        _writes.RemoveAll(static w => w.IsCompleted);
    }

    /// <summary>Takes back a call that has ended.</summary>
    public void Recycle(SinkCall call)
    {
        call.Clear();
        _calls.Return(call);
    }

    /// <summary>The deadline came: the write is answered with what is known.</summary>
    /// <returns>False where it was completed already.</returns>
    public bool GiveUp(SinkWrite write)
    {
        _writes.Remove(write);
        return write.GiveUp();
    }

    private void Postpone(SinkWrite write, int round, TimeSpan now)
    {
        // Calls of one round that fail side by side are one failure: they wait once.
        if (round == write.Round)
        {
            write.NotBefore = now + retries.Delay(write.Round);
            write.Round++;
            write.NextDelay = retries.Delay(write.Round);
        }
        if (write.NotBefore >= write.Deadline && write.CallsInFlight == 0) write.GiveUp();
    }

    /// <returns>True where the call can take no more, so that waiting for company is of no use.</returns>
    private bool Fill(SinkCall call, TimeSpan now)
    {
        foreach (var write in _writes)
        {
            if (write.NotBefore > now || write.CallsInFlight >= limits.CallsPerWrite) continue;
            for (var unit = write.NextWaiting(0); unit >= 0; unit = write.NextWaiting(unit + 1))
            {
                if (call.Units.Count == limits.Units || call.Bytes + write.Units[unit].Bytes > limits.Bytes) return true;
                if (limits.DistinctKeys && call.HasKeyOf(write, unit)) break;
                call.Add(write, unit);
            }
        }
        return call.Units.Count == limits.Units;
    }
}

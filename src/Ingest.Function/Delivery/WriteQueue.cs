using System.Runtime.InteropServices;
using Ingest.Function.Buffers;

namespace Ingest.Function.Delivery;

/// <summary>
/// Decides what goes into the next call to a sink: no I/O, no clock of its own, no lock.
/// Writes are served in the order they came. Those that wait while a call is under way share the next one (group commit);
/// if only one request runs at a time, no call waits for another.
/// </summary>
/// <param name="limits">What a call may hold.</param>
/// <param name="retries">When a failed unit is tried again.</param>
/// <param name="isShared">True if requests run concurrently: a call that is not full then waits a moment for the one under way.</param>
internal sealed class WriteQueue(CallLimits limits, RetrySchedule retries, bool isShared)
{
    /// <summary>
    /// Enough to keep several connections busy without a burst of its own making. Beyond, a write has one call at most: if
    /// these hang, the others go on.
    /// </summary>
    private const int MostCallsInFlight = 16;

    private readonly Recycler<SinkCall> _calls = new();
    private readonly List<SinkWrite> _writes = [];
    private readonly CallTimes _times = new();
    private readonly CircuitBreaker _breaker = new();
    private SinkCall? _newestPartial;
    private TimeSpan _lingerUntil;
    private TimeSpan? _lastWritten;
    private int _callsInFlight;

    public void Add(SinkWrite write) => _writes.Add(write);

    /// <summary>The sink is taken to be unavailable.</summary>
    public bool IsOpen => _breaker.IsOpen;

    /// <summary>Whether a POST is to be refused at once: the sink is unavailable, and it is not time to ask it again.</summary>
    /// <param name="now">The queue's clock.</param>
    /// <param name="wait">When a resend may find it back.</param>
    public bool Refuses(TimeSpan now, out TimeSpan wait) => _breaker.Refuses(now, out wait);

    /// <summary>When the next waiting unit is due; null if none waits for time.</summary>
    public TimeSpan? NextDue(TimeSpan now)
    {
        TimeSpan? due = null;
        foreach (var write in _writes)
        {
            var at = write.NotBefore;
            if (at <= now && _newestPartial is not null && write.Progress.NextWaiting(0) >= 0) at = _lingerUntil;
            if (at > now && (due is null || at < due)) due = at;
        }
        return due;
    }

    /// <summary>The next call to be made now, or null.</summary>
    public SinkCall? TakeCall(TimeSpan now)
    {
        if (_breaker.IsProbing) return null;
        var call = _calls.Rent();
        var isFull = Fill(call, now);
        if (call.Units.Count == 0 || (isShared && !isFull && _newestPartial is not null && now < _lingerUntil))
        {
            Recycle(call);
            return null;
        }

        var (deadline, timeouts) = (TimeSpan.MinValue, 0);
        foreach (var (write, unit) in call.Units) write.Progress.Take(unit);
        foreach (var (write, _) in call.Writes) (deadline, timeouts) = (Later(deadline, write.Deadline), Math.Max(timeouts, write.Timeouts));
        call.IsProbe = _breaker.IsOpen;
        var limit = call.IsProbe ? _times.ProbeLimit(_breaker.Probe(retries.Draw()), deadline - now, call.Bytes) : _times.Limit(deadline - now, timeouts, call.Bytes);
        call.Begin(now, limit, timeouts);
        _callsInFlight++;
        if (!isFull && isShared) (_newestPartial, _lingerUntil) = (call, now + _times.Linger);
        return call;
    }

    /// <summary>
    /// Notes what a call brought: what is written is done, what failed is due again later or abandoned, what is invalid is
    /// narrowed down at once. The call releases its writes.
    /// </summary>
    /// <param name="call">A call that <see cref="TakeCall"/> gave.</param>
    /// <param name="outcomes">One per unit. With any other count no unit is matched: all are tried again.</param>
    /// <param name="now">The queue's clock.</param>
    public void Complete(SinkCall call, ReadOnlySpan<WriteOutcome> outcomes, TimeSpan now)
    {
        _callsInFlight--;
        if (call == _newestPartial) _newestPartial = null;
        var isMatched = outcomes.Length == call.Units.Count;
        if (isMatched && Has(outcomes, WriteOutcome.Written))
        {
            _times.NoteSuccess(now - call.Started, now, call.Timeouts);
            _lastWritten = now;
        }
        if (call is { IsTimedOut: true, IsProbe: false }) _times.NoteTimeout(now - call.Started, call.Limit, call.Timeouts);
        if (isMatched && Has(outcomes, WriteOutcome.OperatorNeeded)) _lastWritten = null;
        NoteCall(call, isMatched ? outcomes : [], now);

        var units = CollectionsMarshal.AsSpan(call.Units);
        foreach (var (write, round) in call.Writes)
        {
            write.CallsInFlight--;
            var count = 0;
            while (count < units.Length && units[count].Write == write) count++;
            // One that was abandoned meanwhile is no longer this queue's: its response says what was known then.
            if (!write.IsCompleted) Settle(call, write, round, units[..count], isMatched ? outcomes[(call.Units.Count - units.Length)..] : [], now);
            units = units[count..];
        }
        if (_breaker.IsOpen) EndWhatWaits(call, now);
        _writes.RemoveAll(static w => w.IsCompleted);
        call.ReleaseWrites();
    }

    /// <summary>Takes back a call that nobody uses any more.</summary>
    public void Recycle(SinkCall call)
    {
        call.Clear();
        _calls.Return(call);
    }

    /// <summary>The deadline came: the write is completed with what is known.</summary>
    /// <returns>False if it was completed already.</returns>
    public bool Abandon(SinkWrite write)
    {
        _writes.Remove(write);
        return write.Abandon();
    }

    /// <summary>What a call says of the sink. If anything of it came through, or the sink has a reason of its own, the sink is there.</summary>
    private void NoteCall(SinkCall call, ReadOnlySpan<WriteOutcome> outcomes, TimeSpan now)
    {
        var (throttled, failed) = (0, outcomes.IsEmpty ? 1 : 0);
        foreach (var outcome in outcomes)
        {
            if (outcome == WriteOutcome.Throttled) throttled++;
            else if (outcome is WriteOutcome.Unavailable or WriteOutcome.Unknown) failed++;
        }
        if (throttled + failed < outcomes.Length) _breaker.NoteResponse();
        else if (failed > 0) _breaker.NoteFailure(call, now, retries.Draw());
        else _breaker.NoteThrottled(call, now);
    }

    /// <summary>The sink is unavailable: what has no call under way is not stored, as far as is known.</summary>
    private void EndWhatWaits(SinkCall call, TimeSpan now)
    {
        foreach (var write in _writes)
        {
            if (write.CallsInFlight == 0 && End(write, now)) call.Completed.Add(write);
        }
    }

    private bool End(SinkWrite write, TimeSpan now)
    {
        write.NextDelay = Later(write.NextDelay, _breaker.Wait(now));
        return write.Abandon();
    }

    /// <summary>One write's part of a call.</summary>
    private void Settle(SinkCall call, SinkWrite write, int round, ReadOnlySpan<(SinkWrite Write, int Unit)> units, ReadOnlySpan<WriteOutcome> outcomes, TimeSpan now)
    {
        var isWhole = call.Failure is not null && outcomes.Length > 0;
        var hasFailed = false;
        if (isWhole && outcomes[0] == WriteOutcome.Invalid && call.Units.Count > 1) Bisection.Split(units, isShared: call.Writes.Count > 1);
        else hasFailed = SettleEach(write, units, outcomes, call.Failure);

        if (write.Progress.Invalid > 0)
        {
            write.IsInvalidFinal |= write.Progress.Written > 0 || now - _lastWritten < Bisection.Trusted;
            if (Bisection.IsOver(write.Progress)) StopForOperator(write, call.Failure);
        }
        if (isWhole && outcomes[0] == WriteOutcome.OperatorNeeded) StopForOperator(write, call.Failure);
        write.LastError = call.Error ?? write.LastError;
        if (hasFailed) Postpone(write, round, call.IsTimedOut, now);
        if (write.NotBefore >= write.Deadline && write.CallsInFlight == 0) write.Abandon();
        if (hasFailed && _breaker.IsExhausted && write.CallsInFlight == 0) End(write, now);
        if (write.IsCompleted) call.Completed.Add(write);
    }

    /// <returns>True if a unit is to be sent again.</returns>
    private static bool SettleEach(SinkWrite write, ReadOnlySpan<(SinkWrite Write, int Unit)> units, ReadOnlySpan<WriteOutcome> outcomes, CallFailure? failure)
    {
        var hasFailed = false;
        for (var i = 0; i < units.Length; i++)
        {
            var outcome = outcomes.Length > 0 ? outcomes[i] : WriteOutcome.Unavailable;
            if (outcome == WriteOutcome.Invalid) write.Reject(units[i].Unit, failure?.Reason ?? "The sink gives no reason.");
            else write.Progress.Settle(units[i].Unit, outcome);
            hasFailed |= outcome is not (WriteOutcome.Written or WriteOutcome.OperatorNeeded or WriteOutcome.Invalid);
        }
        return hasFailed;
    }

    /// <summary>Nothing more of a write is sent: the sink takes nothing until an operator acts.</summary>
    private static void StopForOperator(SinkWrite write, CallFailure? failure)
    {
        write.OperatorFailure = failure ?? write.OperatorFailure;
        write.Progress.StopForOperator();
    }

    private void Postpone(SinkWrite write, int round, bool isTimedOut, TimeSpan now)
    {
        // Calls of one round that fail side by side are one failure: they wait once.
        if (round != write.Round) return;
        write.NotBefore = now + retries.Delay(write.Round);
        write.Round++;
        write.NextDelay = retries.Delay(write.Round);
        if (isTimedOut) write.Timeouts++;
    }

    /// <returns>True if the call can take no more, so that waiting for more units is of no use.</returns>
    private bool Fill(SinkCall call, TimeSpan now)
    {
        var most = _callsInFlight < MostCallsInFlight ? limits.CallsPerWrite : 1;
        foreach (var write in _writes)
        {
            if (write.NotBefore > now || write.CallsInFlight >= most) continue;
            var unit = write.Progress.NextWaiting(0);
            if (unit < 0) continue;
            var group = write.Progress.Group(unit);
            // One of a group made a call invalid: what shares its call would only be suspected too. What hung may hang again.
            var isAlone = group != 0 || write.Timeouts > 0;
            if (isAlone && call.Units.Count > 0) continue;
            for (; unit >= 0; unit = write.Progress.NextWaiting(unit + 1))
            {
                if (write.Progress.Group(unit) != group) break;
                if (limits.DistinctKeys && call.HasKeyOf(write, unit)) break;
                if (!call.Fits(write, unit, limits)) return true;
                call.Add(write, unit);
            }
            if (isAlone) return true;
        }
        return call.Units.Count == limits.Units;
    }

    private static bool Has(ReadOnlySpan<WriteOutcome> outcomes, WriteOutcome outcome) => MemoryMarshal.Cast<WriteOutcome, byte>(outcomes).Contains((byte)outcome);

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

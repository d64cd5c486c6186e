namespace Ingest.Function.Delivery;

/// <summary>
/// What calls in a row say of a sink, in one execution environment. While it is unavailable, POSTs are refused at once and one
/// call at a time asks whether it is back: an environment that waits to its deadline serves four POSTs a minute. While it
/// takes nothing for want of capacity, each POST has one try: it may be one device's shard, and its neighbours' POSTs get through.
/// Pure: no clock of its own, no lock.
/// </summary>
internal sealed class CircuitBreaker
{
    /// <summary>With <see cref="RetrySchedule"/>'s waits about 0.2 s: longer than a connection's end; each environment that a total outage makes holds one POST for as long.</summary>
    private const int MostFailures = 4;

    /// <summary>One may be a dead connection, for which the next try has another.</summary>
    private const int MostTimeouts = 2;

    /// <summary>About 2.6 s with their waits: a shard's limit refills each second.</summary>
    private const int MostThrottles = 8;

    /// <summary>
    /// So many of the probes are patient: the sink may be back, and slow. Drawn, for the environments of a function open
    /// together, and would all be patient at once.
    /// </summary>
    private const double PatientShare = 1.0 / 32;

    /// <summary>The clock may stand still while the platform freezes the process: after so many refusals it is time for a probe.</summary>
    private const int MostRefusals = 200;

    /// <summary>A call that had less, at the end of its POST's time, says nothing of the sink.</summary>
    private static readonly TimeSpan LeastChance = TimeSpan.FromMilliseconds(100);

    /// <summary>To the next probe: as long again by chance at most, so that environments do not all ask at once.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private TimeSpan _lastFailure = TimeSpan.MinValue;
    private TimeSpan _probeAt;
    private int _failures;
    private int _timeouts;
    private int _throttles;
    private int _refusals;

    /// <summary>The sink is taken to be unavailable.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The call that asks whether the sink is back is under way.</summary>
    public bool IsProbing { get; private set; }

    /// <summary>The sink had no capacity for anything lately: another try within the same POST is of no use.</summary>
    public bool IsExhausted => _throttles >= MostThrottles;

    /// <summary>No call may be made now.</summary>
    public bool Holds(TimeSpan now) => IsOpen && (IsProbing || (now < _probeAt && _refusals < MostRefusals));

    /// <summary>Whether a POST is to be refused at once.</summary>
    /// <param name="now">The queue's clock.</param>
    /// <param name="wait">When a resend may find the sink back.</param>
    public bool Refuses(TimeSpan now, out TimeSpan wait)
    {
        wait = Wait(now);
        if (!Holds(now)) return false;
        _refusals++;
        return true;
    }

    /// <summary>The least a producer should wait.</summary>
    public TimeSpan Wait(TimeSpan now) => IsOpen && _probeAt - now is var left && left > Interval ? left : Interval;

    /// <summary>A call is made while the sink is taken to be unavailable: it asks whether it is back.</summary>
    /// <param name="draw">A random number from 0 to 1.</param>
    /// <returns>Whether it may take as long as a slow sink does: what a probe waits for, its producer waits for.</returns>
    public bool Probe(double draw)
    {
        IsProbing = true;
        return draw < PatientShare;
    }

    /// <summary>The sink responded, be it that it wrote something, or that it has another reason: each POST is to have its own response.</summary>
    public void NoteResponse() => (IsOpen, IsProbing, _failures, _timeouts, _throttles, _refusals) = (false, false, 0, 0, 0, 0);

    /// <summary>A call was throttled whole: every unit of it, or the call itself. The sink is there.</summary>
    /// <param name="call">The call; those side by side are one failure.</param>
    /// <param name="now">The queue's clock.</param>
    public void NoteThrottled(SinkCall call, TimeSpan now)
    {
        if (!call.IsProbe && call.Started < _lastFailure) return;
        var throttles = _throttles + 1;
        NoteResponse();
        (_throttles, _lastFailure) = (throttles, now);
    }

    /// <summary>A call failed whole, or was abandoned.</summary>
    /// <param name="call">The call; those side by side are one failure.</param>
    /// <param name="now">The queue's clock.</param>
    /// <param name="draw">A random number from 0 to 1.</param>
    public void NoteFailure(SinkCall call, TimeSpan now, double draw)
    {
        if (call.IsProbe) IsProbing = false;
        var isTimedOut = call.IsTimedOut || call.IsCancelled;
        // Its request had no more time: what had no chance says nothing.
        if (isTimedOut && (call.Limit < LeastChance || now - call.Started < call.Limit * 0.9)) return;
        if (!call.IsProbe && call.Started < _lastFailure) return;
        (_lastFailure, _throttles) = (now, 0);
        if (isTimedOut) _timeouts++;
        if (++_failures < MostFailures && _timeouts < MostTimeouts) return;
        (IsOpen, _refusals, _probeAt) = (true, 0, now + (Interval * (1 + draw)));
    }
}

namespace Ingest.Function.Delivery;

/// <summary>What is known of each of a write's units. Not thread-safe.</summary>
internal sealed class UnitProgress
{
    private UnitState[] _states = [];
    private int _count;
    private int _firstWaiting;
    private int _open;
    private int _groups;

    /// <summary>Units that the sink has.</summary>
    public int Written { get; private set; }

    /// <summary>Units that the sink says are invalid, each by itself.</summary>
    public int Invalid { get; private set; }

    /// <summary>Nothing is left to be done.</summary>
    public bool IsCompleted => _open == 0;

    public void Clear() => (_count, _firstWaiting, _open, _groups, Written, Invalid) = (0, 0, 0, 0, 0, 0);

    /// <summary>One more unit, behind the others.</summary>
    public void Add()
    {
        if (_states.Length == _count) Array.Resize(ref _states, Math.Max(16, _count * 2));
        _states[_count++] = default;
        _open++;
    }

    public WriteOutcome Outcome(int unit) => _states[unit].Outcome;

    /// <summary>A call carried it before: it failed, or the call was invalid.</summary>
    public bool WasSent(int unit) => _states[unit] is { Outcome: not WriteOutcome.Unknown } or { Group: > 0 };

    /// <summary>Units of one group above 0 are sent together and with no other: one of them made a call invalid.</summary>
    public int Group(int unit) => _states[unit].Group;

    /// <summary>The first unit at or behind <paramref name="from"/> that waits to be sent, or -1.</summary>
    public int NextWaiting(int from)
    {
        for (var unit = Math.Max(from, _firstWaiting); unit < _count; unit++)
        {
            if (_states[unit] is { IsInFlight: false, Outcome: var outcome } && !IsFinal(outcome)) return unit;
        }
        return -1;
    }

    public void Take(int unit)
    {
        _states[unit].IsInFlight = true;
        if (unit == _firstWaiting) _firstWaiting++;
    }

    /// <summary>Notes what a call said of a unit.</summary>
    public void Settle(int unit, WriteOutcome outcome)
    {
        ref var state = ref _states[unit];
        (state.Outcome, state.IsInFlight) = (outcome, false);
        if (!IsFinal(outcome))
        {
            _firstWaiting = Math.Min(_firstWaiting, unit);
            return;
        }
        _open--;
        if (outcome == WriteOutcome.Written) Written++;
        else if (outcome == WriteOutcome.Invalid) Invalid++;
    }

    public int NewGroup() => ++_groups;

    /// <summary>Puts a unit whose call was invalid into a group, to be sent again at once.</summary>
    public void Suspect(int unit, int group)
    {
        _states[unit].Group = group;
        Settle(unit, WriteOutcome.Unknown);
    }

    /// <summary>What waits is not sent any more: an operator must act first.</summary>
    public void StopForOperator()
    {
        for (var unit = NextWaiting(0); unit >= 0; unit = NextWaiting(unit + 1)) Settle(unit, WriteOutcome.OperatorNeeded);
    }

    /// <summary>Ends with what is known: units still open keep their last outcome.</summary>
    public void Abandon() => _open = 0;

    private static bool IsFinal(WriteOutcome outcome) => outcome is WriteOutcome.Written or WriteOutcome.OperatorNeeded or WriteOutcome.Invalid;

    private struct UnitState
    {
        public WriteOutcome Outcome;
        public bool IsInFlight;
        public int Group;
    }
}

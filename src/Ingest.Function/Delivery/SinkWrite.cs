using Ingest.Function.Events;

namespace Ingest.Function.Delivery;

/// <summary>Events [First, First + Count) of a write's order, as one record or item of so many bytes.</summary>
internal readonly record struct WriteUnit(int First, int Count, int Bytes);

/// <summary>What one POST asks of one sink, and how far it has come. Not thread-safe: <see cref="WriteQueue"/>'s owner locks.</summary>
/// <param name="batch">The POST's events.</param>
/// <param name="units">In the order in which they must be written.</param>
/// <param name="order">Places in <see cref="EventBatch.Events"/>, which the units address; null where it is 0, 1, 2 ….</param>
internal sealed class SinkWrite(EventBatch batch, WriteUnit[] units, int[]? order = null)
{
    private readonly TaskCompletionSource _completion = new();
    private readonly WriteOutcome[] _outcomes = new WriteOutcome[units.Length];
    private readonly bool[] _inFlight = new bool[units.Length];
    private int _firstWaiting;
    private int _open = units.Length;

    public EventBatch Batch { get; } = batch;

    public IReadOnlyList<WriteUnit> Units { get; } = units;

    /// <summary>Ends when every unit is written or given up, and <see cref="Announce"/> said so.</summary>
    public Task Completion => _completion.Task;

    public bool IsCompleted => _open == 0;

    /// <summary>When it must be answered, on the queue's clock.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.MaxValue;

    /// <summary>Not sent again before this, on the queue's clock.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>How many rounds of calls had a failure.</summary>
    public int Round { get; set; }

    /// <summary>The wait that would come before the next try.</summary>
    public TimeSpan NextDelay { get; set; }

    public int CallsInFlight { get; set; }

    /// <summary>It was given up while calls were under way: they may read its batch for as long as they last.</summary>
    public bool IsStillRead { get; private set; }

    /// <summary>The n-th event in writing order.</summary>
    public TelemetryEvent Event(int n) => Batch.Events[EventAt(n)];

    /// <summary>Place in the batch of the n-th event in writing order.</summary>
    public int EventAt(int n) => order is null ? n : order[n];

    public WriteOutcome Outcome(int unit) => _outcomes[unit];

    /// <summary>The first unit at or behind <paramref name="from"/> that waits to be sent, or -1.</summary>
    public int NextWaiting(int from)
    {
        for (var unit = Math.Max(from, _firstWaiting); unit < units.Length; unit++)
        {
            if (!_inFlight[unit] && _outcomes[unit] is not (WriteOutcome.Written or WriteOutcome.Refused)) return unit;
        }
        return -1;
    }

    public void Take(int unit)
    {
        _inFlight[unit] = true;
        if (unit == _firstWaiting) _firstWaiting++;
    }

    /// <summary>Notes what a call said of a unit; a write that was given up keeps what it was told then.</summary>
    public void Settle(int unit, WriteOutcome outcome)
    {
        if (IsCompleted) return;
        _inFlight[unit] = false;
        _outcomes[unit] = outcome;
        if (outcome is WriteOutcome.Written or WriteOutcome.Refused) Close(1);
        else _firstWaiting = Math.Min(_firstWaiting, unit);
    }

    /// <summary>Answers with what is known: units still open keep their last outcome.</summary>
    public void GiveUp()
    {
        if (IsCompleted) return;
        IsStillRead = CallsInFlight > 0;
        Close(_open);
    }

    /// <summary>
    /// Lets the waiting request go on, on this very thread where it can: a hand-over to another costs more than most answers.
    /// Outside the owner's lock.
    /// </summary>
    public void Announce()
    {
        if (IsCompleted) _completion.TrySetResult();
    }

    private void Close(int count) => _open -= count;
}

using System.Threading.Tasks.Sources;
using Ingest.Function.Events;
using Ingest.Function.Pooling;

namespace Ingest.Function.Delivery;

/// <summary>Events [First, First + Count) of a write's order, as one record or item of so many bytes.</summary>
internal readonly record struct WriteUnit(int First, int Count, int Bytes);

/// <summary>
/// What one POST asks of one sink, and how far it has come. Not thread-safe: <see cref="WriteQueue"/>'s owner locks.
/// Rented, and given back by <see cref="Dispose"/>.
/// </summary>
internal sealed class SinkWrite : IValueTaskSource, IDisposable
{
    private static readonly Recycler<SinkWrite> Recycler = new();

    private readonly List<WriteUnit> _units = [];
    private ManualResetValueTaskSourceCore<bool> _completion;
    private UnitState[] _states = [];
    private int[] _order = [];
    private bool _isOrdered;
    private int _firstWaiting;
    private int _open;

    /// <summary>The POST's events.</summary>
    public EventBatch Batch { get; private set; } = null!;

    /// <summary>In the order in which they must be written.</summary>
    public List<WriteUnit> Units => _units;

    /// <summary>The writer that drives it.</summary>
    public SinkWriter? Writer { get; set; }

    /// <summary>Ends when every unit is written or given up, and <see cref="Announce"/> said so. To be awaited once.</summary>
    public ValueTask Completion => new(this, _completion.Version);

    public bool IsCompleted => _open == 0;

    /// <summary>When it must be answered, on the queue's clock.</summary>
    public TimeSpan Deadline { get; set; }

    /// <summary>Not sent again before this, on the queue's clock.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>How many rounds of calls had a failure.</summary>
    public int Round { get; set; }

    /// <summary>The wait that would come before the next try.</summary>
    public TimeSpan NextDelay { get; set; }

    public int CallsInFlight { get; set; }

    /// <summary>It was given up while calls were under way: they may read its batch for as long as they last.</summary>
    public bool IsStillRead { get; private set; }

    public static SinkWrite Rent(EventBatch batch)
    {
        var write = Recycler.Rent();
        write.Batch = batch;
        (write.Deadline, write.NotBefore, write.NextDelay, write.Round) = (TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.Zero, 0);
        (write._open, write._firstWaiting, write._isOrdered) = (0, 0, false);
        return write;
    }

    /// <summary>Adds a unit behind the others.</summary>
    public void Add(WriteUnit unit)
    {
        if (_states.Length == _open) Array.Resize(ref _states, Math.Max(16, _open * 2));
        _states[_open++] = default;
        _units.Add(unit);
    }

    /// <summary>The units address events by these places in <see cref="EventBatch.Events"/>, to be filled in, and not by 0, 1, 2 ….</summary>
    public Span<int> Reorder()
    {
        _isOrdered = true;
        if (_order.Length < Batch.Events.Count) _order = new int[Math.Max(Batch.Events.Count, _order.Length * 2)];
        return _order.AsSpan(0, Batch.Events.Count);
    }

    /// <summary>The n-th event in writing order.</summary>
    public TelemetryEvent Event(int n) => Batch.Events[EventAt(n)];

    /// <summary>Place in the batch of the n-th event in writing order.</summary>
    public int EventAt(int n) => _isOrdered ? _order[n] : n;

    public WriteOutcome Outcome(int unit) => _states[unit].Outcome;

    /// <summary>The first unit at or behind <paramref name="from"/> that waits to be sent, or -1.</summary>
    public int NextWaiting(int from)
    {
        for (var unit = Math.Max(from, _firstWaiting); unit < _units.Count; unit++)
        {
            if (_states[unit] is { IsInFlight: false, Outcome: not (WriteOutcome.Written or WriteOutcome.Refused) }) return unit;
        }
        return -1;
    }

    public void Take(int unit)
    {
        _states[unit].IsInFlight = true;
        if (unit == _firstWaiting) _firstWaiting++;
    }

    /// <summary>Notes what a call said of a unit; a write that was given up keeps what it was told then.</summary>
    public void Settle(int unit, WriteOutcome outcome)
    {
        if (IsCompleted) return;
        _states[unit] = new UnitState { Outcome = outcome };
        if (outcome is WriteOutcome.Written or WriteOutcome.Refused) _open--;
        else _firstWaiting = Math.Min(_firstWaiting, unit);
    }

    /// <summary>Answers with what is known: units still open keep their last outcome.</summary>
    /// <returns>False where it was completed already.</returns>
    public bool GiveUp()
    {
        if (IsCompleted) return false;
        IsStillRead = CallsInFlight > 0;
        _open = 0;
        return true;
    }

    /// <summary>
    /// Lets the waiting request go on, on this very thread where it can: a hand-over to another costs more than most answers.
    /// Once, by whoever completed the write, outside the owner's lock; the write is the request's from then on.
    /// </summary>
    public void Announce() => _completion.SetResult(true);

    /// <summary>Gives it back, unless calls may still read it.</summary>
    public void Dispose()
    {
        if (IsStillRead || Writer is null) return;
        Writer = null;
        _units.Clear();
        _completion.Reset();
        Recycler.Return(this);
    }

    public void GetResult(short token) => _completion.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _completion.OnCompleted(continuation, state, token, flags);

    private struct UnitState
    {
        public WriteOutcome Outcome;
        public bool IsInFlight;
    }
}

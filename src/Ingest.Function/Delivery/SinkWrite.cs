using System.Threading.Tasks.Sources;
using Ingest.Function.Buffers;
using Ingest.Function.Events;

namespace Ingest.Function.Delivery;

/// <summary>Events [First, First + Count) of a write's order, as one record or item of so many bytes.</summary>
internal readonly record struct WriteUnit(int First, int Count, int Bytes);

/// <summary>
/// What one POST asks of one sink, and how far it has come. Not thread-safe: <see cref="WriteQueue"/>'s owner locks.
/// Rented; the request and every call that carries it hold it, and with it the batch, until each releases it.
/// </summary>
internal sealed class SinkWrite : IValueTaskSource, IDisposable
{
    private static readonly Recycler<SinkWrite> Recycler = new();

    private readonly List<WriteUnit> _units = [];
    private readonly UnitProgress _progress = new();
    private readonly List<(int Unit, string Reason)> _invalid = [];
    private ManualResetValueTaskSourceCore<bool> _completion;
    private int[] _order = [];
    private bool _isOrdered;
    private HoldCount _holds;

    /// <summary>The POST's events.</summary>
    public EventBatch Batch { get; private set; } = null!;

    /// <summary>In the order in which they must be written.</summary>
    public List<WriteUnit> Units => _units;

    /// <summary>What is known of each of them.</summary>
    public UnitProgress Progress => _progress;

    /// <summary>The writer that drives it.</summary>
    public SinkWriter? Writer { get; set; }

    /// <summary>Ends when every unit is settled or the write is abandoned, and <see cref="Announce"/> said so. To be awaited once.</summary>
    public ValueTask Completion => new(this, _completion.Version);

    public bool IsCompleted => _progress.IsCompleted;

    /// <summary>When it must be completed, on the queue's clock.</summary>
    public TimeSpan Deadline { get; set; }

    /// <summary>Not sent again before this, on the queue's clock.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>How many rounds of calls had a failure.</summary>
    public int Round { get; set; }

    /// <summary>How many of these were a call that was abandoned.</summary>
    public int Timeouts { get; set; }

    /// <summary>The wait that would come before the next try.</summary>
    public TimeSpan NextDelay { get; set; }

    public int CallsInFlight { get; set; }

    /// <summary>Why the sink takes nothing more of it until an operator acts; null if it does, or no call failed whole.</summary>
    public CallFailure? OperatorFailure { get; set; }

    /// <summary>What the service said last of what it did not take of a call that carried it.</summary>
    public SinkError? LastError { get; set; }

    /// <summary>Units that were alone in a call which the sink called invalid, and what it said.</summary>
    public IReadOnlyList<(int Unit, string Reason)> Invalid => _invalid;

    /// <summary>
    /// The sink takes other units, so what it calls invalid is. If it takes none, its response says nothing about an event: a
    /// table with another key schema finds every item invalid.
    /// </summary>
    public bool IsInvalidFinal { get; set; }

    public static SinkWrite Rent(EventBatch batch)
    {
        var write = Recycler.Rent();
        write._holds.Start();
        batch.Hold();
        write.Batch = batch;
        (write.Deadline, write.NotBefore, write.NextDelay, write.Round, write.Timeouts) = (TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.Zero, 0, 0);
        return write;
    }

    /// <summary>Adds a unit behind the others.</summary>
    public void Add(WriteUnit unit)
    {
        _progress.Add();
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

    public WriteOutcome Outcome(int unit) => _progress.Outcome(unit);

    /// <summary>Notes that a unit, alone in its call, is invalid.</summary>
    public void Reject(int unit, string reason)
    {
        _progress.Settle(unit, WriteOutcome.Invalid);
        _invalid.Add((unit, reason));
    }

    /// <summary>Completes with what is known: units still open keep their last outcome.</summary>
    /// <returns>False if it was completed already.</returns>
    public bool Abandon()
    {
        if (IsCompleted) return false;
        _progress.Abandon();
        return true;
    }

    /// <summary>
    /// Lets the waiting request go on, on this very thread if it can: a hand-over to another costs more than most responses.
    /// Once, by whoever completed the write, outside the owner's lock; the write is the request's from then on.
    /// </summary>
    public void Announce() => _completion.SetResult(true);

    /// <summary>A call carries it: it, too, ends with <see cref="Dispose"/>.</summary>
    public void Hold() => _holds.Add();

    /// <summary>One holder less; the last gives it back and lets the batch go.</summary>
    public void Dispose()
    {
        if (!_holds.Release()) return;
        var batch = Batch;
        (Batch, Writer, OperatorFailure, LastError, IsInvalidFinal, _isOrdered, CallsInFlight) = (null!, null, null, null, false, false, 0);
        _units.Clear();
        _progress.Clear();
        _invalid.Clear();
        _completion.Reset();
        Recycler.Return(this);
        batch.Dispose();
    }

    public void GetResult(short token) => _completion.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _completion.OnCompleted(continuation, state, token, flags);
}

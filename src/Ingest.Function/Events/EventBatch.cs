using System.Text;
using Ingest.Function.Buffers;
using Ingest.Function.Problems;

namespace Ingest.Function.Events;

/// <summary>
/// One POST's events: the valid ones to be stored, and the rejected ones. Rented; whoever goes on reading it takes a
/// <see cref="Hold"/>, and with the last <see cref="Dispose"/> it goes back to its pool, and the body under it with it.
/// </summary>
internal sealed class EventBatch : IDisposable
{
    private static readonly Recycler<EventBatch> Recycler = new();

    private readonly List<TelemetryEvent> _events = [];
    private readonly EventKeySet _keys = new();
    private List<Rejection> _rejections = [];
    private Slice _recordStart;
    private IDisposable? _bodyOwner;
    private HoldCount _holds;

    /// <summary>The decoded body; the batch's events are slices of it.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>What every event's record begins with: the receipt time and the invocation's id.</summary>
    public ReadOnlySpan<byte> RecordStart => Arena[_recordStart];

    /// <summary>The function's clock at arrival, in milliseconds since 1970.</summary>
    public long ReceivedAt { get; private set; }

    /// <summary>The same in <see cref="EventTime"/>'s fixed form.</summary>
    public ReadOnlySpan<byte> ReceivedAtBytes => Arena[StoredJson.ReceivedAt(_recordStart)];

    public Arena Arena { get; } = new();

    /// <summary>Scratch of the reading.</summary>
    public MemberNames Names { get; } = new();

    /// <summary>Scratch of the grouping by device.</summary>
    public PlaceTable Devices { get; } = new();

    /// <summary>Valid events in the order of the POST, duplicates removed once <see cref="CollapseDuplicates"/> ran.</summary>
    public List<TelemetryEvent> Events => _events;

    /// <summary>Ascending; the list outlives the batch.</summary>
    public IReadOnlyList<Rejection> Rejections => _rejections;

    /// <summary>How many events the POST held, valid or not.</summary>
    public int Received { get; set; }

    /// <summary>Events that another event of the same POST replaces: same device, time and id.</summary>
    public int Duplicates { get; private set; }

    /// <param name="body">Must outlive the batch.</param>
    /// <param name="requestId">The invocation's id.</param>
    /// <param name="receivedAt">The function's clock, in milliseconds since 1970.</param>
    /// <param name="bodyOwner">Keeps the body's buffer: the batch's from now on, disposed with its last reader.</param>
    public static EventBatch Rent(ReadOnlyMemory<byte> body, string requestId, long receivedAt, IDisposable? bodyOwner = null)
    {
        var batch = Recycler.Rent();
        (batch.Body, batch.ReceivedAt) = (body, receivedAt);
        batch._recordStart = StoredJson.AppendRecordStart(batch.Arena, receivedAt, requestId);
        batch._holds.Start();
        batch._bodyOwner = bodyOwner;
        return batch;
    }

    /// <summary>One more reader, who ends with <see cref="Dispose"/> too. Only while another reader holds it.</summary>
    public void Hold() => _holds.Add();

    public ReadOnlySpan<byte> Bytes(in TelemetryEvent e) => Body.Span.Slice(e.Start, e.Length);

    public ReadOnlySpan<byte> Bytes(Slice slice) => Arena[slice];

    public void Add(TelemetryEvent e) => _events.Add(e);

    public void Reject(Rejection rejection) => _rejections.Add(rejection);

    /// <summary>One of its events as rejected, under its id and device.</summary>
    public Rejection Rejected(in TelemetryEvent e, Problem problem, string pointer, string detail) =>
        new(e.Index, Encoding.UTF8.GetString(Bytes(e.Id)), problem, pointer, detail) { Device = Encoding.UTF8.GetString(Bytes(e.DeviceId with { Length = Math.Min(e.DeviceId.Length, Rejection.LongestDevice) })) };

    /// <summary>Takes back the event with this index if it was added last.</summary>
    /// <returns>Its id; null if it was rejected already.</returns>
    public string? RemoveLast(int index)
    {
        if (_events.Count == 0 || _events[^1].Index != index) return null;
        var id = Encoding.UTF8.GetString(Arena[_events[^1].Id]);
        _events.RemoveAt(_events.Count - 1);
        return id;
    }

    /// <summary>Forgets everything: the body turned out to be unreadable.</summary>
    public void Clear()
    {
        _events.Clear();
        // A report may still name them.
        if (_rejections.Count > 0) _rejections = [];
        Received = 0;
    }

    /// <summary>Rejects the events for which there is a reason.</summary>
    public void RejectIf(Func<EventBatch, TelemetryEvent, Rejection?> findReason)
    {
        var before = _rejections.Count;
        _events.RemoveAll(e =>
        {
            if (findReason(this, e) is not { } rejection) return false;
            _rejections.Add(rejection);
            return true;
        });
        if (_rejections.Count > before) _rejections.Sort((a, b) => a.Index.CompareTo(b.Index));
    }

    /// <summary>
    /// Of events with equal device, time and id keeps the last, as the table would had they come one by one:
    /// BatchWriteItem refuses a call that names one key twice.
    /// </summary>
    public void CollapseDuplicates()
    {
        if (_events.Count < 2) return;
        _keys.Clear(_events.Count);
        var kept = _events.Count;
        for (var i = _events.Count - 1; i >= 0; i--)
        {
            // Moved before it is looked up: the set remembers places, and this one is final.
            _events[kept - 1] = _events[i];
            if (_keys.Add(this, kept - 1)) kept--;
        }
        _events.RemoveRange(0, kept);
        Duplicates = kept;
    }

    /// <summary>One reader less; the last gives batch and body back.</summary>
    public void Dispose()
    {
        if (!_holds.Release()) return;
        Clear();
        (Duplicates, Body) = (0, default);
        _bodyOwner?.Dispose();
        _bodyOwner = null;
        Arena.Dispose();
        Recycler.Return(this);
    }
}

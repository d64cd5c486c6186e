using System.Text.Json;

namespace Ingest.Function.Events;

/// <summary>One POST's events: the valid ones to be stored, and those refused.</summary>
/// <param name="body">The decoded body; the batch's events are slices of it.</param>
/// <param name="requestId">The invocation's id, stored with every event.</param>
/// <param name="receivedAt">The function's clock at arrival, in milliseconds since 1970.</param>
internal sealed class EventBatch(ReadOnlyMemory<byte> body, string requestId, long receivedAt) : IDisposable
{
    private readonly JsonEncodedText _requestId = JsonEncodedText.Encode(requestId);
    private readonly List<TelemetryEvent> _events = [];
    private readonly List<Rejection> _rejections = [];
    private bool _isLeftToCollector;

    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The request id as the inside of a JSON text.</summary>
    public ReadOnlySpan<byte> RequestIdJson => _requestId.EncodedUtf8Bytes;

    public long ReceivedAt { get; } = receivedAt;

    public Arena Arena { get; } = new();

    /// <summary>Valid events in the order of the POST, duplicates removed once <see cref="CollapseDuplicates"/> ran.</summary>
    public IReadOnlyList<TelemetryEvent> Events => _events;

    public IReadOnlyList<Rejection> Rejections => _rejections;

    /// <summary>How many events the POST held, valid or not.</summary>
    public int Received { get; set; }

    /// <summary>Events that another event of the same POST replaces: same device, time and id.</summary>
    public int Duplicates { get; private set; }

    public ReadOnlySpan<byte> Bytes(in TelemetryEvent e) => Body.Span.Slice(e.Start, e.Length);

    public ReadOnlySpan<byte> Text(Slice slice) => Arena[slice];

    public void Add(TelemetryEvent e) => _events.Add(e);

    public void Reject(Rejection rejection) => _rejections.Add(rejection);

    /// <summary>Takes back the event with this index where it was added last.</summary>
    /// <returns>Its id; null where it was refused already.</returns>
    public string? RemoveLast(int index)
    {
        if (_events.Count == 0 || _events[^1].Index != index) return null;
        var id = System.Text.Encoding.UTF8.GetString(Arena[_events[^1].Id]);
        _events.RemoveAt(_events.Count - 1);
        return id;
    }

    /// <summary>Forgets everything: the body turned out to be unreadable.</summary>
    public void Clear()
    {
        _events.Clear();
        _rejections.Clear();
        Received = 0;
    }

    /// <summary>Moves an event that no sink can hold from the valid ones to the refused.</summary>
    public void RejectWhere(Func<TelemetryEvent, Rejection?> refuse)
    {
        var before = _rejections.Count;
        _events.RemoveAll(e =>
        {
            if (refuse(e) is not { } rejection) return false;
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
        var keys = new EventKeySet(this, _events.Count);
        var kept = _events.Count;
        for (var i = _events.Count - 1; i >= 0; i--)
        {
            if (keys.Add(i)) _events[--kept] = _events[i];
        }
        _events.RemoveRange(0, kept);
        Duplicates = kept;
    }

    /// <summary>From now on the garbage collector alone frees what the batch holds.</summary>
    public void LeaveToCollector() => _isLeftToCollector = true;

    public void Dispose()
    {
        if (!_isLeftToCollector) Arena.Dispose();
    }
}

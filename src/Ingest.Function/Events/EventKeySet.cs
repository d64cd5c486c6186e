namespace Ingest.Function.Events;

/// <summary>A hash set over the events of one batch by device, time and id, without a string or object per key.</summary>
internal readonly ref struct EventKeySet
{
    private readonly EventBatch _batch;
    private readonly Span<int> _slots;

    /// <param name="batch">The events' batch.</param>
    /// <param name="slots">A power of two of them, more than there will be keys; cleared here.</param>
    public EventKeySet(EventBatch batch, Span<int> slots)
    {
        _batch = batch;
        // A slot holds an event's place plus one, zero is empty.
        _slots = slots;
        _slots.Clear();
    }

    /// <returns>False where an event with the same key was added before.</returns>
    public bool Add(int place)
    {
        var e = _batch.Events[place];
        for (var slot = Hash(e); ; slot++)
        {
            ref var held = ref _slots[slot & (_slots.Length - 1)];
            if (held == 0)
            {
                held = place + 1;
                return true;
            }
            if (SameKey(e, _batch.Events[held - 1])) return false;
        }
    }

    private int Hash(in TelemetryEvent e)
    {
        // Seeded per process, so that a sender cannot choose ids that collide.
        var hash = new HashCode();
        hash.AddBytes(_batch.Text(e.DeviceId));
        hash.AddBytes(_batch.Text(e.SortKey));
        return hash.ToHashCode();
    }

    private bool SameKey(in TelemetryEvent a, in TelemetryEvent b) =>
        _batch.Text(a.DeviceId).SequenceEqual(_batch.Text(b.DeviceId)) && _batch.Text(a.SortKey).SequenceEqual(_batch.Text(b.SortKey));
}

namespace Ingest.Function.Events;

/// <summary>A set of events of one batch by device, time and id, without a string or object a key.</summary>
internal sealed class EventKeySet
{
    private readonly PlaceTable _table = new();

    /// <summary>Slots looked at so far.</summary>
    public long Probes => _table.Probes;

    /// <summary>Empties the set.</summary>
    /// <param name="events">The most that will be added.</param>
    public void Clear(int events) => _table.Clear(events);

    /// <param name="batch">The batch, the same until the next clearing.</param>
    /// <param name="place">Of an event in it.</param>
    /// <returns>False if an event with the same key was added before.</returns>
    public bool Add(EventBatch batch, int place)
    {
        var e = batch.Events[place];
        var keys = new Keys(batch, e);
        var hash = SeededHash.Of(batch.Bytes(e.SortKey)) + SeededHash.Of(batch.Bytes(e.DeviceId));
        return _table.FindOrAdd(hash, place, ref keys, out _) == place;
    }

    private readonly struct Keys(EventBatch batch, TelemetryEvent e) : IPlaceKeys
    {
        public bool IsSame(int place)
        {
            var other = batch.Events[place];
            return batch.Bytes(other.SortKey).SequenceEqual(batch.Bytes(e.SortKey)) && batch.Bytes(other.DeviceId).SequenceEqual(batch.Bytes(e.DeviceId));
        }
    }
}

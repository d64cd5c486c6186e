using Ingest.Function.Events;

namespace Ingest.Function.Delivery;

/// <summary>Orders a batch's events so that each device's stand together, in the order of the POST.</summary>
internal static class DeviceGroups
{
    /// <returns>Places in <see cref="EventBatch.Events"/>: devices by their first event, each device's events as they came.</returns>
    public static int[] Order(EventBatch batch)
    {
        var groupOf = new int[batch.Events.Count];
        var sizes = new List<int>();
        // Open addressing, at most half full; a slot holds the place of a device's first event plus one, zero is empty.
        var slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, groupOf.Length * 2))];
        for (var place = 0; place < groupOf.Length; place++)
        {
            var device = batch.Text(batch.Events[place].DeviceId);
            ref var slot = ref Find(batch, slots, device);
            if (slot == 0)
            {
                slot = place + 1;
                groupOf[place] = sizes.Count;
                sizes.Add(1);
                continue;
            }
            groupOf[place] = groupOf[slot - 1];
            sizes[groupOf[place]]++;
        }

        var next = new int[sizes.Count];
        for (var group = 1; group < next.Length; group++) next[group] = next[group - 1] + sizes[group - 1];
        var order = new int[groupOf.Length];
        for (var place = 0; place < order.Length; place++) order[next[groupOf[place]]++] = place;
        return order;
    }

    private static ref int Find(EventBatch batch, int[] slots, ReadOnlySpan<byte> device)
    {
        var hash = new HashCode();
        hash.AddBytes(device);
        for (var at = hash.ToHashCode(); ; at++)
        {
            ref var slot = ref slots[at & (slots.Length - 1)];
            if (slot == 0 || batch.Text(batch.Events[slot - 1].DeviceId).SequenceEqual(device)) return ref slot;
        }
    }
}

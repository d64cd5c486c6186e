using System.Buffers;
using Ingest.Function.Events;

namespace Ingest.Function.Delivery;

/// <summary>Orders a batch's events so that each device's stand together, in the order of the POST.</summary>
internal static class DeviceGroups
{
    /// <param name="batch">Whose events.</param>
    /// <param name="order">As long as there are events. Receives places in <see cref="EventBatch.Events"/>: devices by their first event, each device's events as they came.</param>
    public static void Order(EventBatch batch, Span<int> order)
    {
        var slotCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, order.Length * 2));
        var rented = ArrayPool<int>.Shared.Rent(slotCount + (2 * order.Length));
        // Open addressing, at most half full; a slot holds the place of a device's first event plus one, zero is empty.
        var slots = rented.AsSpan(0, slotCount);
        slots.Clear();
        var groupOf = rented.AsSpan(slotCount, order.Length);
        var sizes = rented.AsSpan(slotCount + order.Length, order.Length);
        var groups = 0;
        for (var place = 0; place < groupOf.Length; place++)
        {
            var device = batch.Text(batch.Events[place].DeviceId);
            ref var slot = ref Find(batch, slots, device);
            if (slot == 0)
            {
                slot = place + 1;
                sizes[groups] = 1;
                groupOf[place] = groups++;
                continue;
            }
            groupOf[place] = groupOf[slot - 1];
            sizes[groupOf[place]]++;
        }

        // From sizes to where each group begins.
        for (var (group, next) = (0, 0); group < groups; group++) (sizes[group], next) = (next, next + sizes[group]);
        for (var place = 0; place < order.Length; place++) order[sizes[groupOf[place]]++] = place;
        ArrayPool<int>.Shared.Return(rented);
    }

    private static ref int Find(EventBatch batch, Span<int> slots, ReadOnlySpan<byte> device)
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

using System.Buffers;
using Ingest.Function.Buffers;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks;

/// <summary>Orders a batch's events so that each device's stand together, in the order of the POST.</summary>
internal static class DeviceGroups
{
    /// <param name="batch">Whose events.</param>
    /// <param name="order">As long as there are events. Receives places in <see cref="EventBatch.Events"/>: devices by their first event, each device's events as they came.</param>
    public static void Order(EventBatch batch, Span<int> order)
    {
        var rented = ArrayPool<int>.Shared.Rent(2 * order.Length);
        var groupOf = rented.AsSpan(0, order.Length);
        var sizes = rented.AsSpan(order.Length, order.Length);
        var devices = batch.Devices;
        devices.Clear(order.Length);
        var groups = 0;
        for (var place = 0; place < order.Length; place++)
        {
            var device = batch.Events[place].DeviceId;
            var keys = new Keys(batch, device);
            var first = devices.FindOrAdd(SeededHash.Of(batch.Bytes(device)), place, ref keys, out _);
            if (first == place) sizes[groupOf[place] = groups++] = 1;
            else sizes[groupOf[place] = groupOf[first]]++;
        }

        // From sizes to where each group begins.
        for (var (group, next) = (0, 0); group < groups; group++) (sizes[group], next) = (next, next + sizes[group]);
        for (var place = 0; place < order.Length; place++) order[sizes[groupOf[place]]++] = place;
        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>The device that is looked for.</summary>
    private readonly struct Keys(EventBatch batch, Slice device) : IPlaceKeys
    {
        public bool IsSame(int place) => batch.Bytes(batch.Events[place].DeviceId).SequenceEqual(batch.Bytes(device));
    }
}

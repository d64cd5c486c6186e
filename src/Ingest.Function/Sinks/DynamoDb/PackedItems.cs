using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>
/// DYNAMODB_LAYOUT=packed: the events of one device and POST in one item, data a JSON array of them by time, those of one
/// time as they came; a write is billed by started KB, so small events share one. sk = earliest time#hash of the events'
/// times and ids: a resend of the same events, in whatever order, overwrites its own items, while a resend of some of them
/// makes others, never one that hides the rest. No item spans more than <see cref="LongestSpan"/>, so a query for times
/// from ≤ t &lt; to asks for sk between from − 1 h and to, filters by time, and keeps one of each time and id (docs/api.md).
/// </summary>
internal sealed class PackedItems : IItemLayout
{
    public static readonly TimeSpan LongestSpan = TimeSpan.FromHours(1);

    private const int LargestItem = 400 * 1024;

    /// <summary>time, # and a hash as wide as a derived id.</summary>
    private const int SortKeyWidth = EventTime.Width + 1 + EventId.Width;

    public SinkWrite Prepare(EventBatch batch, ItemSize size)
    {
        var write = SinkWrite.Rent(batch);
        var order = write.Reorder();
        DeviceGroups.Order(batch, order);
        for (var n = 0; n < order.Length;)
        {
            var end = EndOfDevice(batch, order, n);
            // By key, so that which events share an item does not depend on the order in which they came.
            var isSorted = IsByKey(batch, order[n..end]);
            if (!isSorted) order[n..end].Sort((a, b) => CompareKeys(batch, a, b));
            while (n < end)
            {
                var first = n;
                n = AddItem(write, order, first, end, size);
                if (!isSorted) order[first..n].Sort((a, b) => batch.Events[a].TimeMs.CompareTo(batch.Events[b].TimeMs) is not 0 and var times ? times : a - b);
            }
        }
        return write;
    }

    private static int EndOfDevice(EventBatch batch, ReadOnlySpan<int> order, int from)
    {
        var device = batch.Bytes(batch.Events[order[from]].DeviceId);
        var end = from + 1;
        while (end < order.Length && batch.Bytes(batch.Events[order[end]].DeviceId).SequenceEqual(device)) end++;
        return end;
    }

    private static bool IsByKey(EventBatch batch, ReadOnlySpan<int> order)
    {
        for (var n = 1; n < order.Length; n++)
        {
            if (CompareKeys(batch, order[n - 1], order[n]) > 0) return false;
        }
        return true;
    }

    /// <summary>By time, whose fixed form sorts as its bytes do, then by id. Within a device no two are equal.</summary>
    private static int CompareKeys(EventBatch batch, int a, int b) => batch.Bytes(batch.Events[a].SortKey).SequenceCompareTo(batch.Bytes(batch.Events[b].SortKey));

    /// <returns>The first event behind the item.</returns>
    private int AddItem(SinkWrite write, ReadOnlySpan<int> order, int first, int end, ItemSize size)
    {
        var batch = write.Batch;
        var earliest = batch.Events[order[first]];
        var bytes = UnitBytes(batch, earliest, size);
        var n = first + 1;
        for (; n < end; n++)
        {
            var next = batch.Events[order[n]];
            var more = 1 + StoredJson.ItemLength(next);
            if (bytes + more > LargestItem || next.TimeMs - earliest.TimeMs > (long)LongestSpan.TotalMilliseconds) break;
            bytes += more;
        }
        write.Add(new WriteUnit(first, n - first, bytes));
        return n;
    }

    public int UnitBytes(EventBatch batch, in TelemetryEvent e, ItemSize size) => size.Of(e.DeviceId.Length, SortKeyWidth, 2 + StoredJson.ItemLength(e));

    public int SortKeyLength(SinkWrite write, in WriteUnit unit) => SortKeyWidth;

    public void WriteSortKey(SinkWrite write, in WriteUnit unit, Span<byte> destination)
    {
        var batch = write.Batch;
        var rented = ArrayPool<int>.Shared.Rent(unit.Count);
        var order = rented.AsSpan(0, unit.Count);
        for (var n = 0; n < unit.Count; n++) order[n] = write.EventAt(unit.First + n);
        if (!IsByKey(batch, order)) order.Sort((a, b) => CompareKeys(batch, a, b));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var place in order)
        {
            var key = batch.Events[place].SortKey;
            // With its length, for an id may itself look like the end of one key and the start of the next.
            BinaryPrimitives.WriteInt32BigEndian(length, key.Length);
            hash.AppendData(length);
            hash.AppendData(batch.Bytes(key));
        }
        batch.Bytes(batch.Events[order[0]].Time).CopyTo(destination);
        ArrayPool<int>.Shared.Return(rented);
        destination[EventTime.Width] = (byte)'#';
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        EventId.WriteHex(digest, destination[(EventTime.Width + 1)..]);
    }

    public int DataLength(SinkWrite write, in WriteUnit unit)
    {
        var length = 1 + unit.Count;
        for (var n = unit.First; n < unit.First + unit.Count; n++) length += StoredJson.ItemLength(write.Event(n));
        return length;
    }

    public void WriteData(SinkWrite write, in WriteUnit unit, Span<byte> destination)
    {
        var at = 0;
        for (var n = unit.First; n < unit.First + unit.Count; n++)
        {
            var e = write.Event(n);
            destination[at++] = n == unit.First ? (byte)'[' : (byte)',';
            StoredJson.WriteItem(write.Batch, e, destination[at..]);
            at += StoredJson.ItemLength(e);
        }
        destination[at] = (byte)']';
    }
}

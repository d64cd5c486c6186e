using System.Buffers.Binary;
using System.Security.Cryptography;
using Ingest.Function.Events;

namespace Ingest.Function.Delivery.DynamoDb;

/// <summary>
/// DYNAMODB_LAYOUT=packed: the events of one device and POST in one item, data a JSON array of them; a write is billed by
/// started KB, so small events share one. sk = earliest time#hash of the events' times and ids: a resend of the same
/// events overwrites its own item, while a resend of some of them makes another, never one that hides the rest. No item spans
/// more than <see cref="LongestSpan"/>, so a query for times from ≤ t &lt; to asks for sk between from − 1 h and to, filters by
/// time, and keeps one of each time and id (docs/api.md).
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
            var e = batch.Events[order[n]];
            var device = batch.Text(e.DeviceId);
            var first = n++;
            var bytes = UnitBytes(batch, e, size);
            var (earliest, latest) = (e.TimeMs, e.TimeMs);
            for (; n < order.Length && batch.Text(batch.Events[order[n]].DeviceId).SequenceEqual(device); n++)
            {
                var next = batch.Events[order[n]];
                var more = 1 + StoredJson.ItemLength(next);
                (earliest, latest) = (Math.Min(earliest, next.TimeMs), Math.Max(latest, next.TimeMs));
                if (bytes + more > LargestItem || latest - earliest > (long)LongestSpan.TotalMilliseconds) break;
                bytes += more;
            }
            write.Add(new WriteUnit(first, n - first, bytes));
        }
        return write;
    }

    public int UnitBytes(EventBatch batch, in TelemetryEvent e, ItemSize size) => size.Of(e.DeviceId.Length, SortKeyWidth, 2 + StoredJson.ItemLength(e));

    public int SortKeyLength(SinkWrite write, in WriteUnit unit) => SortKeyWidth;

    public void WriteSortKey(SinkWrite write, in WriteUnit unit, Span<byte> destination)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var earliest = write.Batch.Text(write.Event(unit.First).Time);
        Span<byte> length = stackalloc byte[sizeof(int)];
        for (var n = unit.First; n < unit.First + unit.Count; n++)
        {
            var e = write.Event(n);
            // The fixed form of a time sorts as its bytes do.
            if (write.Batch.Text(e.Time).SequenceCompareTo(earliest) < 0) earliest = write.Batch.Text(e.Time);
            // With its length, for an id may itself look like the end of one key and the start of the next.
            BinaryPrimitives.WriteInt32BigEndian(length, e.SortKey.Length);
            hash.AppendData(length);
            hash.AppendData(write.Batch.Text(e.SortKey));
        }
        earliest.CopyTo(destination);
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

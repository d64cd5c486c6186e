using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>DYNAMODB_LAYOUT=event: one item an event; sk = time#id, data = the event's JSON. A resend overwrites its own item.</summary>
internal sealed class EventItems : IItemLayout
{
    public SinkWrite Prepare(EventBatch batch, ItemSize size)
    {
        var write = SinkWrite.Rent(batch);
        for (var i = 0; i < batch.Events.Count; i++) write.Add(new WriteUnit(i, 1, UnitBytes(batch, batch.Events[i], size)));
        return write;
    }

    public int UnitBytes(EventBatch batch, in TelemetryEvent e, ItemSize size) => size.Of(e.DeviceId.Length, e.SortKey.Length, StoredJson.ItemLength(e));

    public int SortKeyLength(SinkWrite write, in WriteUnit unit) => write.Event(unit.First).SortKey.Length;

    public void WriteSortKey(SinkWrite write, in WriteUnit unit, Span<byte> destination) =>
        write.Batch.Bytes(write.Event(unit.First).SortKey).CopyTo(destination);

    public int DataLength(SinkWrite write, in WriteUnit unit) => StoredJson.ItemLength(write.Event(unit.First));

    public void WriteData(SinkWrite write, in WriteUnit unit, Span<byte> destination) =>
        StoredJson.WriteItem(write.Batch, write.Event(unit.First), destination);
}

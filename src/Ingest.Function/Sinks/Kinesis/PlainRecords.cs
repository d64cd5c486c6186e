using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.Kinesis;

/// <summary>KINESIS_FORMAT=record: one record an event, readable by any consumer.</summary>
internal sealed class PlainRecords : IRecordFormat
{
    public SinkWrite Prepare(EventBatch batch)
    {
        var write = SinkWrite.Rent(batch);
        for (var i = 0; i < batch.Events.Count; i++) write.Add(new WriteUnit(i, 1, UnitBytes(batch, batch.Events[i])));
        return write;
    }

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => StoredJson.RecordLength(batch, e) + e.DeviceId.Length;

    public void Write(SinkWrite write, in WriteUnit unit, Span<byte> destination) =>
        StoredJson.WriteRecord(write.Batch, write.Event(unit.First), destination);

    public int WriteExplicitHashKey(SinkWrite write, in WriteUnit unit, Span<byte> destination) => 0;
}

using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.Kinesis;

/// <summary>How events become Kinesis records. A unit's <see cref="WriteUnit.Bytes"/> are its record's data and partition key.</summary>
internal interface IRecordFormat
{
    SinkWrite Prepare(EventBatch batch);

    /// <summary>Bytes of the record that holds one event alone, its partition key included.</summary>
    int UnitBytes(EventBatch batch, in TelemetryEvent e);

    /// <summary>Writes a unit's data: its bytes less those of the partition key.</summary>
    void Write(SinkWrite write, in WriteUnit unit, Span<byte> destination);

    /// <summary>Writes the record's explicit hash key, at most <see cref="KinesisLimits.HashKeyDigits"/> digits.</summary>
    /// <returns>Digits written; 0 leaves it to the partition key.</returns>
    int WriteExplicitHashKey(SinkWrite write, in WriteUnit unit, Span<byte> destination);
}

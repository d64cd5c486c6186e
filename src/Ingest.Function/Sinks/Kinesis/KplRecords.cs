using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.Kinesis;

/// <summary>
/// KINESIS_FORMAT=kpl: the events of one device and POST in one record, in the format of the Kinesis Producer Library.
/// Only equal partition keys share a record, and every sub-record names the record's explicit hash key: de-aggregators
/// drop a sub-record whose own hash lies outside the shard it was read from, and after a reshard that must not happen.
/// A device's single event stays a plain record, as the KPL leaves it.
/// Source: amazon-kinesis-producer, aggregation-format.md.
/// </summary>
internal sealed class KplRecords : IRecordFormat
{
    /// <summary>The KPL's own default, AggregationMaxSize: larger records save nothing more and are dearer to send again.</summary>
    private const int LongestAggregate = 51_200;

    private const int DigestLength = 16;
    private const byte PartitionKeyTableTag = (1 << 3) | 2;
    private const byte ExplicitHashKeyTableTag = (2 << 3) | 2;
    private const byte RecordTag = (3 << 3) | 2;
    private const byte DataTag = (3 << 3) | 2;

    /// <summary>Both of a sub-record's key indices: 0, the only entry of each table.</summary>
    private static ReadOnlySpan<byte> KeyIndices => [(1 << 3) | 0, 0, (2 << 3) | 0, 0];

    private static ReadOnlySpan<byte> Magic => [0xF3, 0x89, 0x9A, 0xC2];

    public SinkWrite Prepare(EventBatch batch)
    {
        var write = SinkWrite.Rent(batch);
        var order = write.Reorder();
        DeviceGroups.Order(batch, order);
        Span<byte> hashKey = stackalloc byte[KinesisLimits.HashKeyDigits];
        for (var n = 0; n < order.Length;)
        {
            var e = batch.Events[order[n]];
            var device = batch.Bytes(e.DeviceId);
            var first = n++;
            var alone = UnitBytes(batch, e);
            var aggregate = e.DeviceId.Length + Magic.Length + TablesLength(e.DeviceId.Length, WriteHashKey(device, hashKey)) + SubRecordLength(batch, e) + DigestLength;
            for (; n < order.Length && batch.Bytes(batch.Events[order[n]].DeviceId).SequenceEqual(device); n++)
            {
                var more = SubRecordLength(batch, batch.Events[order[n]]);
                if (aggregate + more > LongestAggregate) break;
                aggregate += more;
            }
            write.Add(new WriteUnit(first, n - first, n - first == 1 ? alone : aggregate));
        }
        return write;
    }

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => StoredJson.RecordLength(batch, e) + e.DeviceId.Length;

    public void Write(SinkWrite write, in WriteUnit unit, Span<byte> destination)
    {
        var batch = write.Batch;
        if (unit.Count == 1)
        {
            StoredJson.WriteRecord(batch, write.Event(unit.First), destination);
            return;
        }
        var device = batch.Bytes(write.Event(unit.First).DeviceId);
        Magic.CopyTo(destination);
        var at = Magic.Length;
        at += WriteField(PartitionKeyTableTag, device, destination[at..]);
        Span<byte> hashKey = stackalloc byte[KinesisLimits.HashKeyDigits];
        at += WriteField(ExplicitHashKeyTableTag, hashKey[..WriteHashKey(device, hashKey)], destination[at..]);
        for (var n = unit.First; n < unit.First + unit.Count; n++) at += WriteSubRecord(batch, write.Event(n), destination[at..]);
        WriteDigest(destination[Magic.Length..at], destination[at..]);
    }

    public int WriteExplicitHashKey(SinkWrite write, in WriteUnit unit, Span<byte> destination) =>
        unit.Count == 1 ? 0 : WriteHashKey(write.Batch.Bytes(write.Event(unit.First).DeviceId), destination);

    private static int WriteSubRecord(EventBatch batch, in TelemetryEvent e, Span<byte> destination)
    {
        var data = StoredJson.RecordLength(batch, e);
        destination[0] = RecordTag;
        var at = 1 + WriteVarint(KeyIndices.Length + 1 + VarintLength(data) + data, destination[1..]);
        KeyIndices.CopyTo(destination[at..]);
        at += KeyIndices.Length;
        destination[at++] = DataTag;
        at += WriteVarint(data, destination[at..]);
        StoredJson.WriteRecord(batch, e, destination.Slice(at, data));
        return at + data;
    }

    private static int SubRecordLength(EventBatch batch, in TelemetryEvent e)
    {
        var data = StoredJson.RecordLength(batch, e);
        var record = KeyIndices.Length + 1 + VarintLength(data) + data;
        return 1 + VarintLength(record) + record;
    }

    private static int TablesLength(int device, int hashKey) => 1 + VarintLength(device) + device + 1 + VarintLength(hashKey) + hashKey;

    private static int WriteField(byte tag, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        destination[0] = tag;
        var at = 1 + WriteVarint(value.Length, destination[1..]);
        value.CopyTo(destination[at..]);
        return at + value.Length;
    }

    private static int WriteVarint(int value, Span<byte> destination)
    {
        var at = 0;
        for (; value > 0x7F; value >>= 7) destination[at++] = (byte)(value | 0x80);
        destination[at] = (byte)value;
        return at + 1;
    }

    private static int VarintLength(int value) => 1 + ((31 - System.Numerics.BitOperations.LeadingZeroCount((uint)value | 1)) / 7);

    /// <summary>Where Kinesis itself puts the partition key: its MD5 as a 128-bit number, in decimal.</summary>
    [SuppressMessage("Security", "CA5351:Do not use broken cryptographic algorithms", Justification = "Kinesis defines hash keys by MD5.")]
    private static int WriteHashKey(ReadOnlySpan<byte> partitionKey, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[DigestLength];
        MD5.HashData(partitionKey, hash);
        BinaryPrimitives.ReadUInt128BigEndian(hash).TryFormat(destination, out var digits, default, CultureInfo.InvariantCulture);
        return digits;
    }

    [SuppressMessage("Security", "CA5351:Do not use broken cryptographic algorithms", Justification = "The format ends in an MD5 checksum.")]
    private static void WriteDigest(ReadOnlySpan<byte> message, Span<byte> destination) => MD5.HashData(message, destination);
}

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>A record as it lies in a shard.</summary>
/// <param name="Position">Rises by one with each record of the shard, from 1.</param>
/// <param name="PartitionKey">UTF-8.</param>
internal readonly record struct StoredRecord(Shard Shard, long Position, long ArrivedMs, ReadOnlyMemory<byte> PartitionKey, ReadOnlyMemory<byte> Data)
{
    public SequenceNumber SequenceNumber => new(Shard.Created, Shard.Index, Position, ArrivedMs);
}

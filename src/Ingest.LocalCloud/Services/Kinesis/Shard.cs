using System.Text;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>One shard: a range of hash keys, its throughput, its records.</summary>
internal sealed class Shard(long created, int index, UInt128 firstHash, UInt128 lastHash)
{
    private TokenBucket _records;
    private TokenBucket _bytes;

    public long Created { get; } = created;

    public int Index { get; } = index;

    public string Id { get; } = $"shardId-{index:D12}";

    public byte[] IdUtf8 { get; } = Encoding.ASCII.GetBytes($"shardId-{index:D12}");

    public UInt128 FirstHash { get; } = firstHash;

    /// <summary>Inclusive.</summary>
    public UInt128 LastHash { get; } = lastHash;

    public Shard? Parent { get; init; }

    public Shard? AdjacentParent { get; init; }

    public RecordLog Log { get; } = new();

    /// <summary>Set once a split or merge closed the shard.</summary>
    public SequenceNumber? Ending { get; private set; }

    public bool IsOpen => Ending is null;

    /// <summary>Records and bytes a second that it takes; 0: as many as come.</summary>
    public (double Records, double Bytes) Throughput { get; private set; }

    /// <summary>Bytes written, as its throughput counts them.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Records that it had no throughput for.</summary>
    public long Throttled { get; set; }

    public SequenceNumber Starting => new(Created, Index, 0, 0);

    public void SetThroughput(double recordsPerSecond, double bytesPerSecond, TimeProvider time)
    {
        Throughput = (recordsPerSecond, bytesPerSecond);
        _records = new TokenBucket(recordsPerSecond, time);
        _bytes = new TokenBucket(bytesPerSecond, time);
    }

    public bool TryTake(int bytes, long now)
    {
        if (!_records.Has(1, now) || !_bytes.Has(bytes, now)) return false;
        _records.Take(1);
        _bytes.Take(bytes);
        BytesWritten += bytes;
        return true;
    }

    public void Close(long nowMs) => Ending = new SequenceNumber(Created, Index, 999_999_999_999_999_999, nowMs);
}

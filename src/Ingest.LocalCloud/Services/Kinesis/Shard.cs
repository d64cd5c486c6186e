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

    public SequenceNumber Starting => new(Created, Index, 0, 0);

    public void SetThroughput(double recordsPerSecond, double bytesPerSecond, TimeProvider time)
    {
        _records = new TokenBucket(recordsPerSecond, time);
        _bytes = new TokenBucket(bytesPerSecond, time);
    }

    public bool TryTake(int bytes, long now)
    {
        if (!_records.Has(1, now) || !_bytes.Has(bytes, now)) return false;
        _records.Take(1);
        _bytes.Take(bytes);
        return true;
    }

    public void Close(long nowMs) => Ending = new SequenceNumber(Created, Index, 999_999_999_999_999_999, nowMs);
}

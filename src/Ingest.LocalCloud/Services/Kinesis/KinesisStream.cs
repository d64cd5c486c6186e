namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>One stream. A single lock orders writes and resharding; reads hold it only to find their chunk.</summary>
internal sealed class KinesisStream
{
    public const string Throttled = "ProvisionedThroughputExceededException";

    private readonly Lock _lock = new();
    private readonly KinesisOptions _options;
    private readonly TimeProvider _time;
    private readonly List<Shard> _shards = [];
    private Shard[] _open = [];
    private long _memory;

    public KinesisStream(StreamDefinition definition, string arn, KinesisOptions options, TimeProvider time)
    {
        (Name, Arn, OnDemand, Retention, _options, _time) = (definition.Name, arn, definition.OnDemand, definition.Retention, options, time);
        var shards = definition.Shards ?? options.DefaultShards;
        CreatedAt = time.GetUtcNow();
        for (var i = 0; i < shards; i++) AddShard(i == 0 ? UInt128.Zero : LastHashOf(i - 1, shards) + 1, LastHashOf(i, shards), null, null);
    }

    /// <summary>Where the range of one of so many shards ends. As the service: equal ranges, the last takes the remainder.</summary>
    public static UInt128 LastHashOf(int index, int shards)
    {
        var width = UInt128.MaxValue / (uint)shards + (UInt128.MaxValue % (uint)shards == (uint)shards - 1 ? 1u : 0u);
        return index == shards - 1 ? UInt128.MaxValue : width * (uint)(index + 1) - 1;
    }

    public string Name { get; }

    public string Arn { get; }

    public bool OnDemand { get; }

    /// <summary>Older records are no longer read, and their memory is freed.</summary>
    public TimeSpan Retention { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>Null: it publishes none.</summary>
    public StreamMetrics? Metrics { get; init; }

    /// <summary>Records dropped early because the stream reached <see cref="KinesisOptions.MaxStoredBytes"/>.</summary>
    public long Trimmed { get; private set; }

    public IReadOnlyList<Shard> Shards
    {
        get { lock (_lock) return [.. _shards]; }
    }

    public long RecordCount
    {
        get { lock (_lock) return _shards.Sum(shard => shard.Log.Count); }
    }

    /// <summary>Stores what the shards have throughput for; each entry gets its shard and position, or an error code.</summary>
    public void Append(RecordBatch batch, bool isPutRecords)
    {
        var arrived = _time.GetUtcNow();
        Append(batch, arrived.ToUnixTimeMilliseconds());
        Metrics?.Appended(batch, arrived, isPutRecords);
    }

    private void Append(RecordBatch batch, long arrivedMs)
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                ref var entry = ref batch.Entries[i];
                var shard = entry.Shard = ShardOf(entry.Hash);
                entry.ErrorCode = batch.Faults?.FailRecord(i, Name, shard.Index);
                if (entry.ErrorCode is null && !shard.TryTake(entry.KeyLength + entry.DataLength, now)) entry.ErrorCode = Throttled;
                if (entry.ErrorCode is not null)
                {
                    batch.Failed++;
                    if (entry.ErrorCode == Throttled) shard.Throttled++;
                    continue;
                }
                entry.Position = shard.Log.Next;
                Grow(shard.Log.Append(batch.Key(entry), batch.Data(entry), arrivedMs), arrivedMs);
                entry.ArrivedMs = shard.Log.LastArrivedMs;
                batch.Stored += entry.KeyLength + entry.DataLength;
            }
        }
    }

    /// <summary>The records from <paramref name="position"/> on that lie together; null if nothing is there yet.</summary>
    public RecordLog.View? Read(Shard shard, long position)
    {
        lock (_lock) return shard.Log.At(position);
    }

    public T Locked<T>(Func<T> read)
    {
        lock (_lock) return read();
    }

    public Shard? Find(string shardId)
    {
        lock (_lock) return _shards.Find(shard => shard.Id == shardId);
    }

    /// <summary>Closes the parents and opens the children over the same hash keys.</summary>
    /// <param name="lowerEnd">Where the lower child ends; null to merge the parents into one.</param>
    public void Reshard(Shard parent, Shard? adjacent, UInt128? lowerEnd)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            parent.Close(now);
            adjacent?.Close(now);
            var last = adjacent?.LastHash ?? parent.LastHash;
            AddShard(parent.FirstHash, lowerEnd ?? last, parent, adjacent);
            if (lowerEnd is { } end) AddShard(end + 1, last, parent, null);
        }
    }

    private void AddShard(UInt128 first, UInt128 last, Shard? parent, Shard? adjacent)
    {
        var shard = new Shard(CreatedAt.ToUnixTimeSeconds(), _shards.Count, first, last) { Parent = parent, AdjacentParent = adjacent };
        var scale = !_options.EnforceThroughput ? 0 : OnDemand ? _options.OnDemandScale : 1;
        shard.SetThroughput(_options.ShardRecordsPerSecond * scale, _options.ShardBytesPerSecond * scale, _time);
        _shards.Add(shard);
        _open = [.. _shards.Where(s => s.IsOpen).OrderBy(s => s.FirstHash)];
    }

    private Shard ShardOf(UInt128 hash)
    {
        var open = _open;
        int low = 0, high = open.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (open[middle].FirstHash <= hash) low = middle;
            else high = middle - 1;
        }
        return open[low];
    }

    private void Grow(int bytes, long nowMs)
    {
        if (bytes == 0) return;
        _memory += bytes;
        var expired = nowMs - (long)Retention.TotalMilliseconds;
        while (_shards.Where(shard => shard.Log.OldestFullChunkArrivedMs is not null).MinBy(shard => shard.Log.OldestFullChunkArrivedMs) is { } oldest)
        {
            var isExpired = oldest.Log.OldestFullChunkArrivedMs < expired;
            if (!isExpired && _memory <= _options.MaxStoredBytes) return;
            var (freed, records) = oldest.Log.DropOldestChunk();
            _memory -= freed;
            if (!isExpired) Trimmed += records;
        }
    }
}

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>One table. A single lock guards partitions, capacity and totals.</summary>
internal sealed class Table
{
    private const int NewestKept = 256;

    private readonly Lock _lock = new();
    private readonly DynamoDbOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<byte[], Partition> _partitions = new(new Bytes());
    private readonly Dictionary<byte[], Partition>.AlternateLookup<ReadOnlySpan<byte>> _byKey;
    private readonly ItemHeap _heap = new();
    // Since the last call that was published, by cause.
    private readonly int[] _throttled = new int[Enum.GetValues<WriteThrottle>().Length];
    private readonly (Partition Partition, Item Item)[] _newest = new (Partition, Item)[NewestKept];
    private long _puts;
    private Partition[]? _ordered;
    private TokenBucket _writes;
    private long _memory;

    public Table(string name, string arn, KeySchema schema, (long Read, long Write)? provisioned, DynamoDbOptions options, TimeProvider time)
    {
        (Name, Arn, Schema, Provisioned, _options, _time) = (name, arn, schema, provisioned, options, time);
        CreatedAt = time.GetUtcNow();
        _byKey = _partitions.GetAlternateLookup<ReadOnlySpan<byte>>();
        _writes = new TokenBucket(options.EnforceThroughput ? provisioned?.Write ?? options.OnDemandWriteUnitsPerSecond : 0, time, options.BurstSeconds);
    }

    public string Name { get; }

    public string Arn { get; }

    /// <summary>Null: it publishes none.</summary>
    public TableMetrics? Metrics { get; init; }

    public KeySchema Schema { get; }

    /// <summary>Read and write units; null: on demand.</summary>
    public (long Read, long Write)? Provisioned { get; }

    public DateTimeOffset CreatedAt { get; }

    public KeyAttribute? TimeToLive { get; private set; }

    private WriteThrottle TableLimit => Provisioned is null ? WriteThrottle.AccountLimit : WriteThrottle.Provisioned;

    public long ItemCount { get; private set; }

    /// <summary>As DynamoDB sizes items.</summary>
    public long SizeBytes { get; private set; }

    public bool IsFull => Volatile.Read(ref _memory) > _options.MaxStoredBytes;

    /// <summary>Publishes what a call that has been carried out consumed.</summary>
    public void Wrote(int units, int throttled)
    {
        if (Metrics is null) return;
        Span<int> causes = stackalloc int[_throttled.Length];
        lock (_lock)
        {
            _throttled.CopyTo(causes);
            Array.Clear(_throttled);
        }
        // What a fault struck had no cause: it counts as the table's.
        var struck = throttled;
        foreach (var known in causes) struck -= known;
        causes[(int)TableLimit] += Math.Max(0, struck);
        Metrics.Wrote(units, throttled, causes, _time.GetUtcNow());
    }

    public static int WriteUnits(int size) => Math.Max(1, (size + 1023) / 1024);

    /// <returns>Write units used; 0: throttled and nothing changed.</returns>
    public int TryPut(ReadOnlySpan<byte> partitionKey, ReadOnlySpan<byte> sortKey, ReadOnlySpan<byte> json, in ItemFacts facts, out Item? replaced)
    {
        lock (_lock)
        {
            var partition = PartitionOf(partitionKey);
            replaced = partition.Find(sortKey);
            // Overwriting costs by the larger of the two.
            var units = WriteUnits(Math.Max(facts.Size, replaced?.Size ?? 0));
            if (!TryTake(partition, units)) return 0;
            var item = _heap.Add(sortKey, json, facts);
            partition.Put(item);
            _newest[_puts++ % NewestKept] = (partition, item);
            Track(replaced, -1);
            Track(item, 1);
            return units;
        }
    }

    /// <returns>Write units used; 0: throttled and nothing changed.</returns>
    public int TryDelete(ReadOnlySpan<byte> partitionKey, ReadOnlySpan<byte> sortKey, out Item? removed)
    {
        lock (_lock)
        {
            removed = null;
            var known = _byKey.TryGetValue(partitionKey, out var partition);
            if (known) removed = partition!.Find(sortKey);
            var units = WriteUnits(removed?.Size ?? 0);
            if (known && !TryTake(partition!, units)) return 0;
            if (removed is null) return units;
            partition!.Remove(sortKey);
            Track(removed, -1);
            Forget(partition);
            return units;
        }
    }

    public Item? Find(ReadOnlySpan<byte> partitionKey, ReadOnlySpan<byte> sortKey)
    {
        lock (_lock) return _byKey.TryGetValue(partitionKey, out var partition) ? partition.Find(sortKey) : null;
    }

    /// <summary>Runs <paramref name="read"/> on one partition, null if it has no item, while nothing is written.</summary>
    public T ReadPartition<T>(byte[] partitionKey, Func<Partition?, T> read)
    {
        lock (_lock) return read(_partitions.GetValueOrDefault(partitionKey));
    }

    /// <summary>Runs <paramref name="read"/> on all partitions in the order of a Scan while nothing is written.</summary>
    public T ReadAll<T>(Func<Partition[], T> read)
    {
        lock (_lock) return read(Ordered());
    }

    /// <summary>Every item as it is now, one partition after another.</summary>
    public IEnumerable<Item> Items()
    {
        foreach (var partition in ReadAll(partitions => partitions))
        {
            Item[] items;
            lock (_lock) items = [.. Enumerable.Range(0, partition.Count).Select(i => partition[i])];
            foreach (var item in items) yield return item;
        }
    }

    /// <summary>The items put last that are still as they were put, newest first, each with its partition's key and how many items that has.</summary>
    public IReadOnlyList<(byte[] Key, int Count, Item Item)> Newest(int count)
    {
        var newest = new List<(byte[], int, Item)>();
        lock (_lock)
        {
            for (var at = _puts - 1; at >= Math.Max(0, _puts - NewestKept) && newest.Count < count; at--)
            {
                var (partition, item) = _newest[at % NewestKept];
                if (partition.Find(item.SortKey) is { } now && now.Json.Equals(item.Json)) newest.Add((partition.Key, partition.Count, item));
            }
        }
        return newest;
    }

    /// <param name="attribute">Null switches it off.</param>
    public void SetTimeToLive(KeyAttribute? attribute)
    {
        TimeToLive = attribute;
        foreach (var partition in ReadAll(partitions => partitions))
        {
            lock (_lock)
            {
                for (var i = 0; i < partition.Count; i++) partition[i] = partition[i].WithExpiry(attribute is null ? 0 : ExpiryOf(partition[i], attribute));
            }
        }
    }

    /// <summary>Removes what has expired, a partition at a time. As the service: not what expired more than five years ago.</summary>
    public void Sweep()
    {
        var now = _time.GetUtcNow();
        var (until, from) = (now.ToUnixTimeSeconds(), now.AddYears(-5).ToUnixTimeSeconds());
        foreach (var partition in ReadAll(partitions => partitions))
        {
            lock (_lock)
            {
                for (var i = partition.Count - 1; i >= 0; i--)
                {
                    var item = partition[i];
                    if (item.ExpiresAt == 0 || item.ExpiresAt >= until || item.ExpiresAt < from) continue;
                    partition.RemoveAt(i);
                    Track(item, -1);
                }
                Forget(partition);
            }
        }
    }

    private static long ExpiryOf(Item item, KeyAttribute attribute)
    {
        var reader = new System.Text.Json.Utf8JsonReader(item.Json.Span);
        reader.Read();
        return new ItemReader(null, attribute.NameUtf8, new byte[item.Json.Length]).Read(ref reader).ExpiresAt;
    }

    private Partition PartitionOf(ReadOnlySpan<byte> key)
    {
        if (_byKey.TryGetValue(key, out var partition)) return partition;
        var own = key.ToArray();
        var writes = new TokenBucket(_options.EnforceThroughput ? _options.PartitionWriteUnitsPerSecond : 0, _time, _options.BurstSeconds);
        _ordered = null;
        return _partitions[own] = new Partition(own, Bytes.Hash(own), writes);
    }

    private bool TryTake(Partition partition, int units)
    {
        var now = _time.GetTimestamp();
        var hasTable = _writes.Has(units, now);
        if (!hasTable || !partition.Writes.Has(units, now))
        {
            _throttled[(int)(hasTable ? WriteThrottle.KeyRange : TableLimit)]++;
            return false;
        }
        _writes.Take(units);
        partition.Writes.Take(units);
        return true;
    }

    private void Track(Item? tracked, int sign)
    {
        if (tracked is not { } item) return;
        ItemCount += sign;
        SizeBytes += sign * item.Size;
        _memory += sign * item.Memory;
    }

    private void Forget(Partition partition)
    {
        if (partition.Count > 0) return;
        _partitions.Remove(partition.Key);
        _ordered = null;
    }

    private Partition[] Ordered()
    {
        if (_ordered is not null) return _ordered;
        var ordered = _partitions.Values.ToArray();
        Array.Sort(ordered, static (a, b) => a.Hash != b.Hash ? a.Hash.CompareTo(b.Hash) : a.Key.AsSpan().SequenceCompareTo(b.Key));
        return _ordered = ordered;
    }
}

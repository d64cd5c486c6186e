using System.Buffers.Binary;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>
/// The records of one shard, oldest first, back to back in chunks: one copy of the bytes and 18 more a record.
/// Written under the stream's lock; a chunk's filled part never changes, so that readers copy out of it without the lock.
/// </summary>
internal sealed class RecordLog
{
    // Arrival (8), key length (2), data length (4), then key and data.
    private const int HeaderLength = 14;
    private const int SmallestChunk = 64 << 10;
    private const int LargestChunk = 1 << 20;

    private readonly List<Chunk> _chunks = [];

    /// <summary>Position of the next record.</summary>
    public long Next { get; private set; } = 1;

    public long FirstPosition => _chunks.Count > 0 ? _chunks[0].First : Next;

    public long Count => Next - FirstPosition;

    public long LastArrivedMs { get; private set; }

    /// <summary>Arrival of the youngest record in the oldest chunk, if there are two chunks: what trimming looks at.</summary>
    public long? OldestFullChunkArrivedMs => _chunks.Count > 1 ? _chunks[0].LastArrivedMs : null;

    /// <returns>Memory newly taken.</returns>
    public int Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, long arrivedMs)
    {
        var needed = HeaderLength + key.Length + data.Length;
        var taken = 0;
        var chunk = _chunks.Count > 0 ? _chunks[^1] : null;
        if (chunk is null || chunk.Bytes.Length - chunk.Used < needed)
        {
            var size = Math.Clamp(chunk?.Bytes.Length * 2 ?? 0, SmallestChunk, LargestChunk);
            chunk = new Chunk(Next, Math.Max(size, needed));
            _chunks.Add(chunk);
            taken = chunk.Bytes.Length;
        }
        // Arrival times never fall, so that AT_TIMESTAMP can search for them.
        LastArrivedMs = Math.Max(LastArrivedMs, arrivedMs);
        var at = chunk.Bytes.AsSpan(chunk.Used);
        BinaryPrimitives.WriteInt64LittleEndian(at, LastArrivedMs);
        BinaryPrimitives.WriteUInt16LittleEndian(at[8..], (ushort)key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(at[10..], data.Length);
        key.CopyTo(at[HeaderLength..]);
        data.CopyTo(at[(HeaderLength + key.Length)..]);
        chunk.Add(needed, LastArrivedMs);
        Next++;
        return taken;
    }

    /// <returns>Memory given back; the records dropped with it.</returns>
    public (int Bytes, int Records) DropOldestChunk()
    {
        var chunk = _chunks[0];
        _chunks.RemoveAt(0);
        return (chunk.Bytes.Length, chunk.Count);
    }

    /// <summary>The chunk that holds <paramref name="position"/> or the first after it; null past the end.</summary>
    public View? At(long position)
    {
        if (position >= Next || _chunks.Count == 0) return null;
        int low = 0, high = _chunks.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_chunks[middle].First <= position) low = middle;
            else high = middle - 1;
        }
        var chunk = _chunks[low];
        return new View(chunk.Bytes, chunk.Offsets, chunk.First, chunk.Count);
    }

    /// <summary>Position of the first record that arrived at or after the time; <see cref="Next"/> if none did.</summary>
    public long FirstArrivedAtOrAfter(long ms)
    {
        foreach (var chunk in _chunks)
        {
            if (chunk.LastArrivedMs < ms) continue;
            var view = new View(chunk.Bytes, chunk.Offsets, chunk.First, chunk.Count);
            for (var i = 0; i < view.Count; i++)
            {
                if (view.ArrivedMs(i) >= ms) return chunk.First + i;
            }
        }
        return Next;
    }

    /// <summary>Records that stay as they are whatever is written later.</summary>
    public readonly record struct View(byte[] Bytes, int[] Offsets, long First, int Count)
    {
        public long ArrivedMs(int index) => BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan(Offsets[index]));

        public StoredRecord Record(Shard shard, int index)
        {
            var at = Offsets[index];
            var keyLength = BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(at + 8));
            var dataLength = BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(at + 10));
            var key = at + HeaderLength;
            return new(shard, First + index, ArrivedMs(index), Bytes.AsMemory(key, keyLength), Bytes.AsMemory(key + keyLength, dataLength));
        }
    }

    private sealed class Chunk(long first, int size)
    {
        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(size);

        public int[] Offsets { get; private set; } = new int[64];

        public long First { get; } = first;

        public int Used { get; private set; }

        public int Count { get; private set; }

        public long LastArrivedMs { get; private set; }

        public void Add(int length, long arrivedMs)
        {
            if (Count == Offsets.Length)
            {
                // A copy, not a resize in place: views hold the old array.
                var larger = new int[Count * 2];
                Offsets.CopyTo(larger, 0);
                Offsets = larger;
            }
            Offsets[Count++] = Used;
            Used += length;
            LastArrivedMs = arrivedMs;
        }
    }
}

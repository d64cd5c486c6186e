using System.Numerics;

namespace Ingest.LoadGen.Accounting;

/// <summary>A growing set of small numbers, one bit each, safe under concurrent setting.</summary>
internal sealed class Bitmap
{
    private const int ChunkWords = 1 << 14;
    private const int ChunkBits = ChunkWords * 64;
    private readonly Lock _growing = new();
    private ulong[][] _chunks = [];

    public long Count
    {
        get
        {
            long count = 0;
            foreach (var chunk in Volatile.Read(ref _chunks))
                foreach (var word in chunk) count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool this[long number]
    {
        get
        {
            var chunks = Volatile.Read(ref _chunks);
            var chunk = (int)(number / ChunkBits);
            return chunk < chunks.Length && (chunks[chunk][WordOf(number)] & MaskOf(number)) != 0;
        }
    }

    /// <summary>Puts a number into the set; false if it was in already.</summary>
    public bool Add(long number)
    {
        var word = ChunkFor(number);
        var mask = MaskOf(number);
        return (Interlocked.Or(ref word[WordOf(number)], mask) & mask) == 0;
    }

    private ulong[] ChunkFor(long number)
    {
        var chunk = (int)(number / ChunkBits);
        var chunks = Volatile.Read(ref _chunks);
        if (chunk < chunks.Length) return chunks[chunk];
        lock (_growing)
        {
            while (chunk >= _chunks.Length) Volatile.Write(ref _chunks, [.. _chunks, new ulong[ChunkWords]]);
            return _chunks[chunk];
        }
    }

    private static int WordOf(long number) => (int)(number % ChunkBits >> 6);

    private static ulong MaskOf(long number) => 1UL << (int)(number & 63);
}

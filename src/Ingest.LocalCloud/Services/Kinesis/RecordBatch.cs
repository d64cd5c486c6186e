using Microsoft.Extensions.ObjectPool;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>The records of one PutRecords: keys and data decoded into one scratch array, and what became of each. Pooled.</summary>
internal sealed class RecordBatch : IResettable
{
    /// <summary>As the API reference of PutRecords.</summary>
    public const int MaxRecords = 500;

    private const int LargestKept = 1 << 20;

    private byte[] _scratch = [];
    private int _used;

    /// <summary>One beyond the limit: enough to know the call is too long.</summary>
    public Entry[] Entries { get; } = new Entry[MaxRecords + 1];

    public int Count { get; set; }

    public string? StreamName { get; set; }

    public bool HasRecords { get; set; }

    public int Failed { get; set; }

    public ICallFaults? Faults { get; set; }

    public StoredSize Stored { get; set; }

    public ReadOnlySpan<byte> Slice(int start, int length) => _scratch.AsSpan(start, length);

    public ReadOnlySpan<byte> Key(in Entry entry) => Slice(entry.KeyStart, entry.KeyLength);

    public ReadOnlySpan<byte> Data(in Entry entry) => Slice(entry.DataStart, entry.DataLength);

    /// <summary>Free scratch space; what is decoded never exceeds the body it came from.</summary>
    public Span<byte> Free => _scratch.AsSpan(_used);

    public void EnsureScratch(int bodyLength)
    {
        if (_scratch.Length < bodyLength) _scratch = GC.AllocateUninitializedArray<byte>(Math.Max(bodyLength, 16 << 10));
    }

    /// <returns>Where the bytes just written to <see cref="Free"/> begin.</returns>
    public int Claim(int length)
    {
        var start = _used;
        _used += length;
        return start;
    }

    public bool TryReset()
    {
        _used = Count = Failed = 0;
        Stored = default;
        StreamName = null;
        Faults = null;
        HasRecords = false;
        return _scratch.Length <= LargestKept;
    }

    internal struct Entry
    {
        public int KeyStart, KeyLength, DataStart, DataLength;
        public UInt128 Hash;
        public bool HasKey, HasData, HasHash;
        public string? BadHash;

        // What became of it: a shard and a position, or an error.
        public Shard Shard;
        public long Position, ArrivedMs;
        public string? ErrorCode;
    }
}

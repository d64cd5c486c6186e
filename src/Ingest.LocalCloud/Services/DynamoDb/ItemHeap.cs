namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>
/// Where a table's items lie: one after another in chunks, which the garbage collector neither moves nor looks into. As
/// objects of their own, a run's million of items stopped the process for a third of a second at a time. A chunk lives as
/// long as any item in it.
/// </summary>
internal sealed class ItemHeap
{
    private const int SmallestChunk = 4 << 10;
    private const int LargestChunk = 1 << 20;

    private byte[] _chunk = [];
    private int _used;

    public Item Add(ReadOnlySpan<byte> sortKey, ReadOnlySpan<byte> json, in ItemFacts facts)
    {
        var length = sortKey.Length + json.Length;
        if (_chunk.Length - _used < length)
        {
            _chunk = GC.AllocateUninitializedArray<byte>(Math.Max(Math.Clamp(_chunk.Length * 2, SmallestChunk, LargestChunk), length));
            _used = 0;
        }
        var item = new Item(_chunk, _used, sortKey.Length, json.Length, facts.Size, facts.ExpiresAt);
        sortKey.CopyTo(_chunk.AsSpan(_used));
        json.CopyTo(_chunk.AsSpan(_used + sortKey.Length));
        _used += length;
        return item;
    }
}

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>One stored item: its comparable sort key and its JSON, side by side in a chunk of its table's <see cref="ItemHeap"/>.</summary>
/// <param name="chunk">What it lies in; never written to again where it lies.</param>
/// <param name="start">Where the sort key begins; the JSON follows it.</param>
/// <param name="sortKeyLength">Bytes of the sort key.</param>
/// <param name="jsonLength">Bytes of the JSON.</param>
/// <param name="size">As DynamoDB sizes it.</param>
/// <param name="expiresAt">Seconds since 1970; 0: never.</param>
internal readonly struct Item(byte[] chunk, int start, int sortKeyLength, int jsonLength, int size, long expiresAt)
{
    /// <summary>A slot in the partition, which is half empty at worst.</summary>
    private const int Overhead = 80;

    public ReadOnlySpan<byte> SortKey => chunk.AsSpan(start, sortKeyLength);

    /// <summary>The attributes as the service returns them: {"deviceId":{"S":"dev-1"},…}.</summary>
    public ReadOnlyMemory<byte> Json => chunk.AsMemory(start + sortKeyLength, jsonLength);

    public int Size => size;

    public long ExpiresAt => expiresAt;

    public int Memory => sortKeyLength + jsonLength + Overhead;

    public Item WithExpiry(long at) => new(chunk, start, sortKeyLength, jsonLength, size, at);
}

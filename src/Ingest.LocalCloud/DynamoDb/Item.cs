namespace Ingest.LocalCloud.DynamoDb;

/// <summary>One stored item: its comparable sort key and its JSON in one array.</summary>
/// <param name="size">As DynamoDB sizes it.</param>
/// <param name="expiresAt">Seconds since 1970; 0: never.</param>
internal sealed class Item(byte[] bytes, int sortKeyLength, int size, long expiresAt)
{
    // An object, an array header, a slot in the partition.
    public const int Overhead = 80;

    public ReadOnlySpan<byte> SortKey => bytes.AsSpan(0, sortKeyLength);

    /// <summary>The attributes as the service returns them: {"deviceId":{"S":"dev-1"},…}.</summary>
    public ReadOnlyMemory<byte> Json => bytes.AsMemory(sortKeyLength);

    public int Size => size;

    public long ExpiresAt { get; set; } = expiresAt;

    public int Memory => bytes.Length + Overhead;

    public static Item From(ReadOnlySpan<byte> sortKey, ReadOnlySpan<byte> json, in ItemFacts facts)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(sortKey.Length + json.Length);
        sortKey.CopyTo(bytes);
        json.CopyTo(bytes.AsSpan(sortKey.Length));
        return new Item(bytes, sortKey.Length, facts.Size, facts.ExpiresAt);
    }
}

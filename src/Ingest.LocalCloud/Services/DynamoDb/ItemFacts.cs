namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>A key attribute found in an item: its type (0: absent) and where its comparable bytes lie in the scratch.</summary>
internal struct KeyValue
{
    public byte Type;
    public string? TypeName;
    public int Start, Length;
}

/// <summary>What one walk over an item's JSON found.</summary>
internal struct ItemFacts
{
    /// <summary>As DynamoDB sizes it: names and values.</summary>
    public int Size;

    public int Attributes;

    public KeyValue Partition, Sort;

    /// <summary>The time-to-live attribute in seconds since 1970; 0: none.</summary>
    public long ExpiresAt;

    /// <summary>A number is not written as the service would return it.</summary>
    public bool NeedsRewrite;

    /// <summary>The first thing wrong with an attribute value; null: nothing.</summary>
    public string? Error;
}

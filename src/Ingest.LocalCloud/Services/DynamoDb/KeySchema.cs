using System.Text;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>One key attribute: its name and its type, S, N or B.</summary>
internal sealed record KeyAttribute(string Name, string Type)
{
    public byte[] NameUtf8 { get; } = Encoding.UTF8.GetBytes(Name);

    public byte TypeByte { get; } = (byte)Type[0];
}

/// <summary>The primary key of a table: a partition key, and a sort key or none.</summary>
internal sealed record KeySchema(KeyAttribute Partition, KeyAttribute? Sort)
{
    // As "Limits for primary keys" in the developer guide.
    private const int LongestPartitionKey = 2048;
    private const int LongestSortKey = 1024;

    public const string Mismatch = "The provided key element does not match the schema";

    public IEnumerable<KeyAttribute> Attributes => Sort is null ? [Partition] : [Partition, Sort];

    /// <summary>What is wrong with the key attributes of a whole item; null: nothing.</summary>
    public string? CheckItem(in ItemFacts facts) => CheckItem(Partition, facts.Partition) ?? (Sort is null ? null : CheckItem(Sort, facts.Sort)) ?? CheckLengths(facts);

    /// <summary>What is wrong with a key that should hold the key attributes and no other; null: nothing.</summary>
    public string? CheckKey(in ItemFacts facts)
    {
        if (facts.Attributes != (Sort is null ? 1 : 2)) return Mismatch;
        if (facts.Partition.Type != Partition.TypeByte || (Sort is not null && facts.Sort.Type != Sort.TypeByte)) return Mismatch;
        return CheckEmpty(Partition, facts.Partition) ?? (Sort is null ? null : CheckEmpty(Sort, facts.Sort)) ?? CheckLengths(facts);
    }

    private static string? CheckItem(KeyAttribute attribute, in KeyValue value)
    {
        if (value.Type == 0) return $"One or more parameter values were invalid: Missing the key {attribute.Name} in the item";
        if (value.Type == attribute.TypeByte) return CheckEmpty(attribute, value);
        return $"One or more parameter values were invalid: Type mismatch for key {attribute.Name} expected: {attribute.Type} actual: {value.TypeName}";
    }

    private static string? CheckEmpty(KeyAttribute attribute, in KeyValue value) => value.Length > 0 ? null
        : $"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {(attribute.Type == "S" ? "string" : "binary")} value. Key: {attribute.Name}";

    private static string? CheckLengths(in ItemFacts facts) =>
        facts.Partition.Length > LongestPartitionKey ? "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
        : facts.Sort.Length > LongestSortKey ? "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
        : null;
}

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>The items of one Query or Scan response: at most Limit of them and 1 MB, then the key to go on from.</summary>
internal sealed class Page(ReplyBuffer reply, Table table, bool countOnly, HashSet<string>? projection, int? limit)
{
    // As "Paginating table query results" in the developer guide.
    private const int MaxBytes = 1 << 20;

    private Item? _last;

    public int Count { get; private set; }

    public int Bytes { get; private set; }

    public bool IsFull { get; private set; }

    public void Begin()
    {
        reply.Json.WriteStartObject();
        if (!countOnly) reply.Json.WriteStartArray("Items"u8);
    }

    public void Add(Item item)
    {
        if (!countOnly) Projection.Write(reply.Json, item, projection);
        _last = item;
        Count++;
        Bytes += item.Size;
        IsFull = Count >= limit || Bytes >= MaxBytes;
    }

    public void End(bool consistent, string? asked)
    {
        var json = reply.Json;
        if (!countOnly) json.WriteEndArray();
        json.WriteNumber("Count"u8, Count);
        json.WriteNumber("ScannedCount"u8, Count);
        if (IsFull && _last is { } last) WriteLastKey(json, last);
        Capacity.Write(json, table.Name, Capacity.ReadUnits(Bytes, consistent), asked);
        json.WriteEndObject();
    }

    private void WriteLastKey(Utf8JsonWriter json, Item item)
    {
        json.WritePropertyName("LastEvaluatedKey"u8);
        Projection.Write(json, item, [.. table.Schema.Attributes.Select(attribute => attribute.Name)]);
    }

    /// <summary>The arguments that Query and Scan share.</summary>
    public static Constraints Constraints(Fields fields) => new Constraints()
        .OneOf("select", fields.String("Select"), "SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")
        .Asked(fields.String("ReturnConsumedCapacity"))
        .Required("tableName", fields.String("TableName")).Name("tableName", fields.String("TableName"), 3, 255)
        .Range("limit", fields.Integer("Limit"), 1, int.MaxValue);

    /// <exception cref="AwsException">ValidationException for what the local tables do not have.</exception>
    public static void RefuseUnsupported(Fields fields)
    {
        foreach (var name in (string[])["IndexName", "FilterExpression", "KeyConditions", "QueryFilter", "ScanFilter", "AttributesToGet", "ConditionalOperator"])
        {
            if (fields.Any(name) is not null) throw AwsException.Validation($"{name} is not supported by the local tables");
        }
    }
}

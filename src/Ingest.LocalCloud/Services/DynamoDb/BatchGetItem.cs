namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>BatchGetItem: up to 100 items by their keys; nothing is ever left unprocessed here.</summary>
internal sealed class BatchGetItem(DynamoDbStore store)
{
    // As the API reference.
    private const int MaxKeys = 100;

    public void Handle(in ApiCall call, Fields fields)
    {
        var (tables, asked) = (fields.Map("RequestItems"), fields.String("ReturnConsumedCapacity"));
        new Constraints().Asked(asked).Required("requestItems", tables).ThrowIfViolated();
        var json = call.Reply.Json;
        var (found, bytes, requested, capacity) = (0, 0L, 0, new List<(string Table, double Units)>());
        json.WriteStartObject();
        json.WriteStartObject("Responses"u8);
        foreach (var member in tables!.Value.EnumerateObject())
        {
            var asks = fields.Of(member.Value);
            var keys = asks.List("Keys");
            new Constraints()
                .Required($"requestItems.{member.Name}.member.keys", keys)
                .Range($"requestItems.{member.Name}.member.keys", keys?.GetArrayLength(), 1, MaxKeys)
                .ThrowIfViolated();
            requested += keys!.Value.GetArrayLength();
            if (requested > MaxKeys) throw AwsException.Validation("Too many items requested for the BatchGetItem call");
            var expressions = new Expressions(asks);
            var projection = Projection.Parse(expressions, asks.String("ProjectionExpression"));
            var table = store.Table(member.Name);
            var (units, seen) = (0.0, new HashSet<string>());
            json.WriteStartArray(member.Name);
            foreach (var map in keys.Value.EnumerateArray())
            {
                var key = new ItemArgument(map, table);
                if ((key.Facts.Error ?? table.Schema.CheckKey(key.Facts)) is { } wrong) throw AwsException.Validation(wrong);
                if (!seen.Add(Convert.ToHexString(key.PartitionKey) + "/" + Convert.ToHexString(key.SortKey))) throw AwsException.Validation("Provided list of item keys contains duplicates");
                var stored = table.Find(key.PartitionKey, key.SortKey);
                units += Capacity.ReadUnits(stored?.Size ?? 0, asks.Boolean("ConsistentRead") ?? false);
                if (stored is not { } item) continue;
                Projection.Write(json, item, projection);
                (found, bytes) = (found + 1, bytes + item.Size);
            }
            json.WriteEndArray();
            capacity.Add((member.Name, units));
        }
        json.WriteEndObject();
        json.WriteStartObject("UnprocessedKeys"u8);
        json.WriteEndObject();
        if (asked is "TOTAL" or "INDEXES")
        {
            json.WriteStartArray("ConsumedCapacity"u8);
            foreach (var (table, units) in capacity) Capacity.WriteValue(json, table, units, asked);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        call.Counter.Write(found, 0, default(StoredSize) + bytes);
    }
}

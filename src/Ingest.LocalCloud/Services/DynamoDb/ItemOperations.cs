namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>PutItem, GetItem and DeleteItem.</summary>
internal sealed class ItemOperations(DynamoDbStore store)
{
    public void PutItem(in ApiCall call, Fields fields)
    {
        var item = ToWrite(fields, "Item", out var table, out var asked, out var returnsOld);
        if (item.Facts.Size > store.Options.MaxItemBytes) throw AwsException.Validation(DynamoDbStore.ItemTooLarge);
        if (table.Schema.CheckItem(item.Facts) is { } wrong) throw AwsException.Validation(wrong);
        if (table.IsFull) throw DynamoDbStore.Full(table);
        ExistenceCondition.Check(fields, table, table.Find(item.PartitionKey, item.SortKey));

        var json = item.Facts.NeedsRewrite ? ItemText.WithPlainNumbers(item.Json.ToArray()) : item.Json;
        Item? replaced = null;
        var units = call.Faults?.FailRecord(0, table.Name) is null ? table.TryPut(item.PartitionKey, item.SortKey, json, item.Facts, out replaced) : 0;
        Finish(call, table, units, returnsOld ? replaced : null, asked, item.Facts.Size);
    }

    public void DeleteItem(in ApiCall call, Fields fields)
    {
        var key = ToWrite(fields, "Key", out var table, out var asked, out var returnsOld);
        if (table.Schema.CheckKey(key.Facts) is { } wrong) throw AwsException.Validation(wrong);
        ExistenceCondition.Check(fields, table, table.Find(key.PartitionKey, key.SortKey));
        Item? removed = null;
        var units = call.Faults?.FailRecord(0, table.Name) is null ? table.TryDelete(key.PartitionKey, key.SortKey, out removed) : 0;
        Finish(call, table, units, returnsOld ? removed : null, asked, 0);
    }

    public void GetItem(in ApiCall call, Fields fields)
    {
        var (name, map, asked) = (fields.String("TableName"), fields.Map("Key"), fields.String("ReturnConsumedCapacity"));
        Common(name, asked, null).Required("key", map).ThrowIfViolated();
        var expressions = new Expressions(fields);
        var projection = Projection.Parse(expressions, fields.String("ProjectionExpression"));
        expressions.ThrowIfUnused();
        var table = store.Table(name!);
        var key = new ItemArgument(map!.Value, table);
        if (key.Facts.Error is { } error) throw AwsException.Validation(error);
        if (table.Schema.CheckKey(key.Facts) is { } wrong) throw AwsException.Validation(wrong);

        var item = table.Find(key.PartitionKey, key.SortKey);
        var json = call.Reply.Json;
        json.WriteStartObject();
        if (item is { } found)
        {
            json.WritePropertyName("Item"u8);
            Projection.Write(json, found, projection);
        }
        Capacity.Write(json, table.Name, Capacity.ReadUnits(item?.Size ?? 0, fields.Boolean("ConsistentRead") ?? false), asked);
        json.WriteEndObject();
        call.Counter.Write(item is null ? 0 : 1, 0, default(StoredSize) + (item?.Size ?? 0));
    }

    private static Constraints Common(string? name, string? asked, string? returned) => new Constraints()
        .Asked(asked)
        .OneOf("returnValues", returned, "ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")
        .Required("tableName", name).Name("tableName", name, 3, 255);

    private ItemArgument ToWrite(Fields fields, string member, out Table table, out string? asked, out bool returnsOld)
    {
        (var name, var map, var returned, asked) = (fields.String("TableName"), fields.Map(member), fields.String("ReturnValues"), fields.String("ReturnConsumedCapacity"));
        Common(name, asked, returned).Required(member == "Key" ? "key" : "item", map).ThrowIfViolated();
        table = store.Table(name!);
        var argument = new ItemArgument(map!.Value, table);
        if (argument.Facts.Error is { } error) throw AwsException.Validation(error);
        if (returned is not (null or "ALL_OLD" or "NONE")) throw AwsException.Validation("ReturnValues can only be ALL_OLD or NONE");
        returnsOld = returned == "ALL_OLD";
        return argument;
    }

    private static void Finish(in ApiCall call, Table table, int units, Item? old, string? asked, int size)
    {
        call.Counter.Write(1, units == 0 ? 1 : 0, default(StoredSize) + (units == 0 ? 0 : size));
        table.Wrote(units, units == 0 ? 1 : 0);
        if (units == 0) throw DynamoDbStore.Throttled(table);
        var json = call.Reply.Json;
        json.WriteStartObject();
        if (old is { } item)
        {
            json.WritePropertyName("Attributes"u8);
            json.WriteRawValue(item.Json.Span, skipInputValidation: true);
        }
        Capacity.Write(json, table.Name, units, asked);
        json.WriteEndObject();
    }
}

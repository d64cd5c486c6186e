namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Creating, deleting, listing and describing tables, and their time to live. A table is ACTIVE as soon as it is created.</summary>
internal sealed class TableOperations(DynamoDbStore store)
{
    public void CreateTable(in ApiCall call, Fields fields)
    {
        var definition = TableDefinition.Read(fields);
        var table = store.Create(definition.Name, definition.Partition, definition.Sort, definition.Provisioned);
        // As the API reference: the response says CREATING, though whoever asks next finds the table ACTIVE.
        Write(call, "TableDescription", table, "CREATING");
    }

    public void DescribeTable(in ApiCall call, Fields fields)
    {
        Write(call, "Table", Named(fields), "ACTIVE");
    }

    public void DeleteTable(in ApiCall call, Fields fields)
    {
        var table = Named(fields);
        store.Delete(table);
        Write(call, "TableDescription", table, "DELETING");
    }

    public void ListTables(in ApiCall call, Fields fields)
    {
        var (after, limit) = (fields.String("ExclusiveStartTableName"), fields.Integer("Limit"));
        new Constraints().Range("limit", limit, 1, 100).Name("exclusiveStartTableName", after, 3, 255).ThrowIfViolated();
        var names = store.Tables.Select(table => table.Name).Where(name => after is null || string.CompareOrdinal(name, after) > 0).Take((limit ?? 100) + 1).ToList();
        var more = names.Count > (limit ?? 100);
        if (more) names.RemoveAt(names.Count - 1);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("TableNames"u8);
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        if (more) json.WriteString("LastEvaluatedTableName"u8, names[^1]);
        json.WriteEndObject();
    }

    public void UpdateTimeToLive(in ApiCall call, Fields fields)
    {
        var table = Named(fields);
        var specification = fields.Object("TimeToLiveSpecification");
        var (name, enabled) = (specification?.String("AttributeName"), specification?.Boolean("Enabled"));
        new Constraints()
            .Required("timeToLiveSpecification", specification)
            .Required("timeToLiveSpecification.attributeName", specification is null ? "" : name)
            .Required("timeToLiveSpecification.enabled", specification is null ? true : enabled)
            .ThrowIfViolated();
        if (enabled == true && table.TimeToLive is not null) throw AwsException.Validation("TimeToLive is already enabled");
        if (enabled == false && table.TimeToLive is null) throw AwsException.Validation("TimeToLive is already disabled");
        table.SetTimeToLive(enabled == true ? new KeyAttribute(name!, "N") : null);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartObject("TimeToLiveSpecification"u8);
        json.WriteString("AttributeName"u8, name);
        json.WriteBoolean("Enabled"u8, enabled == true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void DescribeTimeToLive(in ApiCall call, Fields fields)
    {
        var table = Named(fields);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartObject("TimeToLiveDescription"u8);
        json.WriteString("TimeToLiveStatus"u8, table.TimeToLive is null ? "DISABLED"u8 : "ENABLED"u8);
        if (table.TimeToLive is { } attribute) json.WriteString("AttributeName"u8, attribute.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private Table Named(Fields fields)
    {
        var name = fields.String("TableName");
        TableDefinition.CheckName(name);
        return store.Described(name!);
    }

    private static void Write(in ApiCall call, string member, Table table, string status)
    {
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartObject(member);
        json.WriteStartArray("AttributeDefinitions"u8);
        foreach (var attribute in table.Schema.Attributes)
        {
            json.WriteStartObject();
            json.WriteString("AttributeName"u8, attribute.Name);
            json.WriteString("AttributeType"u8, attribute.Type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("KeySchema"u8);
        foreach (var attribute in table.Schema.Attributes)
        {
            json.WriteStartObject();
            json.WriteString("AttributeName"u8, attribute.Name);
            json.WriteString("KeyType"u8, attribute == table.Schema.Partition ? "HASH"u8 : "RANGE"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("ProvisionedThroughput"u8);
        json.WriteNumber("NumberOfDecreasesToday"u8, 0);
        json.WriteNumber("ReadCapacityUnits"u8, table.Provisioned?.Read ?? 0);
        json.WriteNumber("WriteCapacityUnits"u8, table.Provisioned?.Write ?? 0);
        json.WriteEndObject();
        var created = table.CreatedAt.ToUnixTimeMilliseconds() / 1000m;
        if (table.Provisioned is null)
        {
            json.WriteStartObject("BillingModeSummary"u8);
            json.WriteString("BillingMode"u8, "PAY_PER_REQUEST"u8);
            json.WriteNumber("LastUpdateToPayPerRequestDateTime"u8, created);
            json.WriteEndObject();
        }
        json.WriteNumber("CreationDateTime"u8, created);
        json.WriteNumber("ItemCount"u8, table.ItemCount);
        json.WriteNumber("TableSizeBytes"u8, table.SizeBytes);
        json.WriteString("TableName"u8, table.Name);
        json.WriteString("TableArn"u8, table.Arn);
        json.WriteString("TableStatus"u8, status);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

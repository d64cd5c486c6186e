namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>What CreateTable asks for, checked in the service's order and words.</summary>
internal sealed record TableDefinition(string Name, KeyAttribute Partition, KeyAttribute? Sort, (long Read, long Write)? Provisioned)
{
    /// <summary>The attribute by which items expire. Default: none.</summary>
    public string? TimeToLive { get; init; }

    private const string Invalid = "One or more parameter values were invalid: ";

    /// <exception cref="AwsException">ValidationException.</exception>
    public static TableDefinition Read(Fields fields)
    {
        CheckName(fields.String("TableName"));
        var (definitions, schema) = (fields.List("AttributeDefinitions"), fields.List("KeySchema"));
        var (mode, throughput) = (fields.String("BillingMode"), fields.Object("ProvisionedThroughput"));
        var (read, write) = (throughput?.Integer("ReadCapacityUnits"), throughput?.Integer("WriteCapacityUnits"));
        var attributes = Pairs(fields, definitions, "AttributeType");
        var keys = Pairs(fields, schema, "KeyType");
        var constraints = new Constraints()
            .Required("attributeDefinitions", definitions)
            .OneOf("billingMode", mode, "PROVISIONED", "PAY_PER_REQUEST")
            .Required("keySchema", schema)
            .Range("provisionedThroughput.writeCapacityUnits", write, 1, int.MaxValue)
            .Range("provisionedThroughput.readCapacityUnits", read, 1, int.MaxValue);
        if (schema is not null) constraints.Length("keySchema", $"[{keys.Count} elements]", keys.Count, 1, 2);
        for (var i = 0; i < attributes.Count; i++) constraints.OneOf($"attributeDefinitions.{i + 1}.member.attributeType", attributes[i].Type, "B", "N", "S");
        for (var i = 0; i < keys.Count; i++) constraints.OneOf($"keySchema.{i + 1}.member.keyType", keys[i].Type, "HASH", "RANGE");
        constraints.ThrowIfViolated();
        foreach (var index in (string[])["LocalSecondaryIndexes", "GlobalSecondaryIndexes"])
        {
            if (fields.List(index) is not null) throw AwsException.Validation($"{index} are not supported by the local tables");
        }

        var onDemand = mode == "PAY_PER_REQUEST";
        if (onDemand && throughput is not null) throw AwsException.Validation(Invalid + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
        if (!onDemand && (read is null || write is null)) throw AwsException.Validation(Invalid + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        CheckKeys(attributes, keys);
        var typed = keys.Select(key => new KeyAttribute(key.Name, attributes.First(attribute => attribute.Name == key.Name).Type)).ToList();
        return new TableDefinition(fields.String("TableName")!, typed[0], typed.ElementAtOrDefault(1), onDemand ? null : (read!.Value, write!.Value));
    }

    /// <exception cref="AwsException">ValidationException.</exception>
    public static void CheckName(string? name)
    {
        if (name is null) throw AwsException.Validation("The parameter 'TableName' is required but was not present in the request");
        if (name.Length is < 3 or > 255) throw AwsException.Validation("TableName must be at least 3 characters long and at most 255 characters long");
        if (!name.StartsWith("arn:", StringComparison.Ordinal)) new Constraints().Name("tableName", name, 3, 255).ThrowIfViolated();
    }

    private static void CheckKeys(List<(string Name, string Type)> attributes, List<(string Name, string Type)> keys)
    {
        if (keys.Count > attributes.Count) throw AwsException.Validation("Invalid KeySchema: Some index key attribute have no definition");
        if (keys.Exists(key => !attributes.Exists(attribute => attribute.Name == key.Name)))
        {
            throw AwsException.Validation(Invalid + "Some index key attributes are not defined in AttributeDefinitions. "
                + $"Keys: [{string.Join(", ", keys.Select(k => k.Name))}], AttributeDefinitions: [{string.Join(", ", attributes.Select(a => a.Name))}]");
        }
        if (keys.Count == 2 && keys[0].Name == keys[1].Name) throw AwsException.Validation("Both the Hash Key and the Range Key element in the KeySchema have the same name");
        if (keys[0].Type != "HASH") throw AwsException.Validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        if (keys.Count == 2 && keys[1].Type != "RANGE") throw AwsException.Validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        if (keys.Count != attributes.Count) throw AwsException.Validation(Invalid + "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions");
    }

    private static List<(string Name, string Type)> Pairs(Fields fields, JsonElement? list, string type)
    {
        var pairs = new List<(string, string)>();
        if (list is not { } elements) return pairs;
        foreach (var element in elements.EnumerateArray())
        {
            var pair = fields.Of(element);
            pairs.Add((pair.String("AttributeName") ?? "", pair.String(type) ?? ""));
        }
        return pairs;
    }
}

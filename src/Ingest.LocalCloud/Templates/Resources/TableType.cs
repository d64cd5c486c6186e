using Ingest.LocalCloud.Services.DynamoDb;

namespace Ingest.LocalCloud.Templates.Resources;

internal sealed class TableType : IResourceType
{
    public string Name => "AWS::DynamoDB::Table";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Tags", "SSESpecification", "PointInTimeRecoverySpecification", "DeletionProtectionEnabled", "TableClass");
        var name = properties.String("TableName", stack.NameOf(id, 255));
        var types = properties.Maps("AttributeDefinitions").ToDictionary(
            attribute => attribute.Get("AttributeName").AsString("AttributeName"), attribute => attribute.OneOf("AttributeType", "", "S", "N", "B"), StringComparer.Ordinal);
        var keys = properties.Maps("KeySchema").Select(key => (Kind: key.OneOf("KeyType", "", "HASH", "RANGE"), Attribute: Key(key, types))).ToList();
        if (keys is not ([{ Kind: "HASH" }] or [{ Kind: "HASH" }, { Kind: "RANGE" }])) throw new TemplateException(properties.At, $"{id}: KeySchema is one HASH key, and at most one RANGE key after it.");
        if (types.Count != keys.Count) throw new TemplateException(properties.At, $"{id}: AttributeDefinitions name {types.Count} attributes and KeySchema {keys.Count}; they must be the same.");
        var onDemand = properties.OneOf("BillingMode", "PROVISIONED", "PROVISIONED", "PAY_PER_REQUEST") == "PAY_PER_REQUEST";
        var table = new TableDefinition(name, keys[0].Attribute, keys.Count > 1 ? keys[1].Attribute : null, Throughput(properties, onDemand)) { TimeToLive = TimeToLive(properties) };
        stack.Tables.Add(table);
        var says = $"{string.Join(", ", types.Keys)}{(onDemand ? ", on demand" : ", provisioned")}{(table.TimeToLive is { } ttl ? $", expires by {ttl}" : "")}";
        return new StackResource(id, Name, name, says, new Dictionary<string, string> { ["Arn"] = stack.Arn("dynamodb", $"table/{name}") });
    }

    private static KeyAttribute Key(ResourceProperties key, Dictionary<string, string> types)
    {
        var name = key.Get("AttributeName").AsString("AttributeName");
        return types.TryGetValue(name, out var type) ? new KeyAttribute(name, type) : throw new TemplateException(key.At, $"The key {name} is not among the AttributeDefinitions.");
    }

    private static (long Read, long Write)? Throughput(ResourceProperties properties, bool onDemand)
    {
        if (properties.Map("ProvisionedThroughput") is not { } throughput)
            return onDemand ? null : throw new TemplateException(properties.At, "A provisioned table has a ProvisionedThroughput.");
        if (onDemand) throw new TemplateException(throughput.At, "ProvisionedThroughput is for a provisioned table; one on demand has none.");
        (long, long)? units = (throughput.Integer("ReadCapacityUnits", 1, int.MaxValue) ?? 1, throughput.Integer("WriteCapacityUnits", 1, int.MaxValue) ?? 1);
        throughput.Finish();
        return units;
    }

    private static string? TimeToLive(ResourceProperties properties)
    {
        if (properties.Map("TimeToLiveSpecification") is not { } specification) return null;
        var name = specification.String("AttributeName");
        var enabled = specification.Boolean("Enabled") ?? false;
        specification.Finish();
        return enabled ? name ?? throw new TemplateException(specification.At, "TimeToLiveSpecification has no AttributeName.") : null;
    }
}

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Writes a DynamoDB item without its type tags: <c>{"a":{"S":"x"},"n":{"N":"1"}}</c> becomes <c>{"a":"x","n":1}</c>.</summary>
internal static class PlainItem
{
    public static void Write(Utf8JsonWriter json, ReadOnlyMemory<byte> item)
    {
        using var document = JsonDocument.Parse(item);
        ItemText.WriteMap(json, document.RootElement, WriteValue);
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement typed)
    {
        var value = typed.EnumerateObject().Single();
        switch (value.Name)
        {
            case "N":
                json.WriteRawValue(value.Value.GetString()!);
                break;
            case "NULL":
                json.WriteNullValue();
                break;
            case "M":
                ItemText.WriteMap(json, value.Value, WriteValue);
                break;
            case "L":
                json.WriteStartArray();
                foreach (var element in value.Value.EnumerateArray()) WriteValue(json, element);
                json.WriteEndArray();
                break;
            case "NS":
                json.WriteStartArray();
                foreach (var number in value.Value.EnumerateArray()) json.WriteRawValue(number.GetString()!);
                json.WriteEndArray();
                break;
            default:
                value.Value.WriteTo(json);
                break;
        }
    }
}

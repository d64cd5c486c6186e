using System.Buffers;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Rewrites an item's JSON if it may not be kept as it came.</summary>
internal static class ItemText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The item with every number as the service returns it.</summary>
    public static byte[] WithPlainNumbers(ReadOnlyMemory<byte> item)
    {
        using var document = JsonDocument.Parse(item);
        var bytes = new ArrayBufferWriter<byte>(item.Length + 64);
        using (var json = new Utf8JsonWriter(bytes, Options)) WriteMap(json, document.RootElement, WriteValue);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes an item or map, each attribute's value as <paramref name="writeValue"/> does.</summary>
    public static void WriteMap(Utf8JsonWriter json, JsonElement map, Action<Utf8JsonWriter, JsonElement> writeValue)
    {
        json.WriteStartObject();
        foreach (var attribute in map.EnumerateObject())
        {
            json.WritePropertyName(attribute.Name);
            writeValue(json, attribute.Value);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        foreach (var typed in value.EnumerateObject())
        {
            json.WritePropertyName(typed.Name);
            switch (typed.Name)
            {
                case "N":
                    WriteNumber(json, typed.Value);
                    break;
                case "NS":
                    json.WriteStartArray();
                    foreach (var number in typed.Value.EnumerateArray()) WriteNumber(json, number);
                    json.WriteEndArray();
                    break;
                case "L":
                    json.WriteStartArray();
                    foreach (var element in typed.Value.EnumerateArray()) WriteValue(json, element);
                    json.WriteEndArray();
                    break;
                case "M":
                    WriteMap(json, typed.Value, WriteValue);
                    break;
                default:
                    typed.Value.WriteTo(json);
                    break;
            }
        }
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, JsonElement number)
    {
        var error = NumberText.Parse(number.GetString()!, out var parsed);
        json.WriteStringValue(error is null ? parsed.ToString() : number.GetString());
    }
}

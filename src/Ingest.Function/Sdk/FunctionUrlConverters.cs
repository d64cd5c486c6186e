using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Function.FunctionUrl;

namespace Ingest.Function.Sdk;

/// <summary>Reads the event by the one reader that there is.</summary>
internal sealed class FunctionUrlRequestConverter : JsonConverter<FunctionUrlRequest>
{
    public override FunctionUrlRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return RequestReader.Read(JsonMarshal.GetRawUtf8Value(document.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, FunctionUrlRequest value, JsonSerializerOptions options) => throw new NotSupportedException("The function sends no events.");
}

/// <summary>Writes the response's body without a UTF-16 copy of it.</summary>
internal sealed class FunctionUrlResponseConverter : JsonConverter<FunctionUrlResponse>
{
    public override FunctionUrlResponse Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("The function receives no responses.");

    public override void Write(Utf8JsonWriter writer, FunctionUrlResponse value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("statusCode"u8, value.StatusCode);
        writer.WriteStartObject("headers"u8);
        foreach (var (name, header) in value.Headers) writer.WriteString(name, header);
        writer.WriteEndObject();
        writer.WriteString("body"u8, value.Body.Memory.Span);
        writer.WriteEndObject();
    }
}

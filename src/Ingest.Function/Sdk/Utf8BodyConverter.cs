using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Function.Buffers;

namespace Ingest.Function.Sdk;

/// <summary>Moves a body between the envelope's JSON string and UTF-8 bytes without a UTF-16 copy of it.</summary>
internal sealed class Utf8BodyConverter : JsonConverter<Utf8Body?>
{
    public override Utf8Body? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("The envelope's body must be a string.");
        // Unescaping only shortens, so the raw length is room enough.
        var raw = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(raw);
        return Utf8Body.Rent(buffer, reader.CopyString(buffer));
    }

    public override void Write(Utf8JsonWriter writer, Utf8Body? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value is null ? default : value.Memory.Span);
}

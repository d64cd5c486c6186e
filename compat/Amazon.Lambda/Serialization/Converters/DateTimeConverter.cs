using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson.Converters;

/// <summary>Reads ISO 8601 text, or a number of seconds since 1970, or of milliseconds where it is too large for seconds.</summary>
public class DateTimeConverter : JsonConverter<DateTime>
{
    // Seconds beyond this are past the year 5000: the sender counts milliseconds, as Kinesis events do.
    private const long LargestSeconds = 157_753_180_800;

    /// <inheritdoc/>
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var date)) return date;
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var whole))
                return whole > LargestSeconds ? DateTime.UnixEpoch.AddMilliseconds(whole) : DateTime.UnixEpoch.AddSeconds(whole);
            if (reader.TryGetDouble(out var seconds)) return DateTime.UnixEpoch.AddSeconds(seconds);
        }
        throw new JsonSerializerException($"Unknown data type for DateTime: {reader.TokenType}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

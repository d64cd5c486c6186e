namespace Ingest.LocalCloud.Services;

/// <summary>The members of a request body, read with the type errors of the service. For every operation but the two hot ones, which read tokens.</summary>
internal readonly struct Fields
{
    private readonly JsonElement _object;
    private readonly IAwsService _service;

    public Fields(JsonElement element, IAwsService service)
    {
        _object = element;
        _service = service;
    }

    /// <exception cref="AwsException">SerializationException if the body is not one JSON object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw AwsException.Serialization();
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw AwsException.Serialization();
    }

    /// <summary>The members of an element of this body.</summary>
    public Fields Of(JsonElement element) => new(element, _service);

    public JsonElement? Any(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? String(string name) => Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw TypeErrors.Unexpected(_service, value.ValueKind, "String");

    /// <summary>Fractions are cut, as the services do.</summary>
    public int? Integer(string name) => Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? (int)Math.Clamp(Math.Floor(value.GetDouble()), int.MinValue, int.MaxValue)
        : throw TypeErrors.Unexpected(_service, value.ValueKind, "Integer");

    /// <summary>Seconds since 1970, fractions allowed.</summary>
    public double? Seconds(string name) => Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw TypeErrors.Unexpected(_service, value.ValueKind, "Timestamp");

    public bool? Boolean(string name) => Any(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw TypeErrors.Unexpected(_service, value.ValueKind, "Boolean");

    public Fields? Object(string name) => Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new Fields(value, _service) : throw TypeErrors.Unexpected(_service, value.ValueKind, "Structure");

    public JsonElement? List(string name) => Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? value : throw TypeErrors.Unexpected(_service, value.ValueKind, "List");

    public JsonElement? Map(string name) => Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value : throw TypeErrors.Unexpected(_service, value.ValueKind, "Map");
}

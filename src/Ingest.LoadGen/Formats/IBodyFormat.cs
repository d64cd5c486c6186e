using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.LoadGen.Formats;

/// <summary>How the events of a POST are put into its body.</summary>
internal interface IBodyFormat
{
    /// <summary>As scenarios name it; upper and lower case are the same.</summary>
    string Name { get; }

    MediaTypeHeaderValue MediaType { get; }

    /// <summary>Bytes of the body beyond its events, at most.</summary>
    int Overhead(int events);

    /// <param name="events">What the body holds.</param>
    /// <param name="body">Room for the events and <see cref="Overhead"/>.</param>
    /// <returns>Bytes written.</returns>
    int Write(BodyEvents events, Span<byte> body);
}

/// <summary>The formats there are.</summary>
internal static class BodyFormats
{
    public static IBodyFormat Array { get; } = new ArrayFormat();

    public static IBodyFormat Envelope { get; } = new EnvelopeFormat();

    private static IBodyFormat[] All { get; } = [Array, Envelope, new NdjsonFormat()];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    public static IBodyFormat Named(string? name) => System.Array.Find(All, format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new JsonException($"A payload's Format is {string.Join(" or ", All.Select(f => f.Name))}, but \"{name}\" is given.");
}

/// <summary>A format by its name, in scenarios.</summary>
internal sealed class BodyFormatConverter : JsonConverter<IBodyFormat>
{
    public override IBodyFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BodyFormats.Named(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);

    public override void Write(Utf8JsonWriter writer, IBodyFormat value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

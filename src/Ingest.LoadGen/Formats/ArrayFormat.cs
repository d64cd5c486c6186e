using System.Net.Http.Headers;

namespace Ingest.LoadGen.Formats;

/// <summary>A JSON array; a single event is an object.</summary>
internal sealed class ArrayFormat : IBodyFormat
{
    public string Name => "Array";
    public MediaTypeHeaderValue MediaType { get; } = new("application/json");

    public int Overhead(int events) => events + 1;

    public int Write(BodyEvents events, Span<byte> body)
    {
        if (events.Count == 1) return events.WriteSeparated((byte)',', body);
        body[0] = (byte)'[';
        var at = 1 + events.WriteSeparated((byte)',', body[1..]);
        body[at] = (byte)']';
        return at + 1;
    }
}

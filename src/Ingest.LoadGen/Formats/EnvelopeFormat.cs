using System.Net.Http.Headers;

namespace Ingest.LoadGen.Formats;

/// <summary>{"events":[…]}</summary>
internal sealed class EnvelopeFormat : IBodyFormat
{
    private static ReadOnlySpan<byte> Start => "{\"events\":["u8;
    private static ReadOnlySpan<byte> End => "]}"u8;

    public string Name => "Envelope";
    public MediaTypeHeaderValue MediaType { get; } = new("application/json");

    public int Overhead(int events) => Start.Length + events + End.Length;

    public int Write(BodyEvents events, Span<byte> body)
    {
        Start.CopyTo(body);
        var at = Start.Length + events.WriteSeparated((byte)',', body[Start.Length..]);
        End.CopyTo(body[at..]);
        return at + End.Length;
    }
}

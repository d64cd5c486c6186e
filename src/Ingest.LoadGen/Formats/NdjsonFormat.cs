using System.Net.Http.Headers;

namespace Ingest.LoadGen.Formats;

/// <summary>An event a line.</summary>
internal sealed class NdjsonFormat : IBodyFormat
{
    public string Name => "Ndjson";

    public MediaTypeHeaderValue MediaType { get; } = new("application/x-ndjson");

    public int Overhead(int events) => events;

    public int Write(BodyEvents events, Span<byte> body) => events.WriteSeparated((byte)'\n', body);
}

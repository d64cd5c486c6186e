using System.IO.Compression;
using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// Finds the events of a request's body by their places in it: one event, an array, {"events":[…]}, or an event a line. What it
/// cannot read (another format, a body that breaks off) it does not find; the response counts all the same.
/// </summary>
internal static class SentEvents
{
    private const int MostDecoded = 16 << 20;

    /// <summary>The body as it was before it was encoded; null: that cannot be undone here.</summary>
    public static ReadOnlyMemory<byte>? Decode(byte[] body, string encoding)
    {
        if (encoding.Length == 0) return body;
        using var sent = new MemoryStream(body);
        using Stream? decoder = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(sent, CompressionMode.Decompress),
            "deflate" => new ZLibStream(sent, CompressionMode.Decompress),
            "br" => new BrotliStream(sent, CompressionMode.Decompress),
            _ => null,
        };
        if (decoder is null) return null;
        try
        {
            using var decoded = new PooledBuffer();
            while (decoded.Length < MostDecoded && decoder.Read(decoded.GetSpan(4096)) is > 0 and var read) decoded.Advance(read);
            return decoded.Span.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <param name="places">From 0, in any order.</param>
    /// <returns>The events that were found, by their places.</returns>
    public static Dictionary<int, ReadOnlyMemory<byte>> Find(ReadOnlyMemory<byte> body, bool isLines, IReadOnlySet<int> places)
    {
        var found = new Dictionary<int, ReadOnlyMemory<byte>>();
        if (isLines) FindLines(body, places, found);
        else FindElements(body, places, found);
        return found;
    }

    /// <summary>The event's own deviceId, or that of a CloudEvent's data; null: it has none that can be read.</summary>
    public static string? DeviceOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= 2 && reader.ValueTextEquals("deviceId"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A damaged event: it names nobody for certain.
        }
        return null;
    }

    private static void FindLines(ReadOnlyMemory<byte> body, IReadOnlySet<int> places, Dictionary<int, ReadOnlyMemory<byte>> found)
    {
        for (var place = 0; body.Length > 0;)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            if (places.Contains(place)) found[place] = line;
            place++;
        }
    }

    private static void FindElements(ReadOnlyMemory<byte> body, IReadOnlySet<int> places, Dictionary<int, ReadOnlyMemory<byte>> found)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read()) return;
            if (reader.TokenType == JsonTokenType.StartObject && !EntersEnvelope(ref reader))
            {
                found[0] = body;
                return;
            }
            if (reader.TokenType != JsonTokenType.StartArray) return;
            for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (places.Contains(place)) found[place] = body[start..(int)reader.BytesConsumed];
            }
        }
        catch (JsonException)
        {
            // Up to the damage all were found.
        }
    }

    private static bool EntersEnvelope(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals("events"u8)) return false;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.StartArray) return false;
        reader = ahead;
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ingest.Suites.Fuzz;

/// <summary>Takes records and items apart again, as a consumer would.</summary>
internal static class StoredEvents
{
    private static readonly string Added = $$"""{"receivedAt":"{{FuzzTarget.Now:yyyy-MM-ddTHH:mm:ss.fff}}Z","requestId":"{{FuzzTarget.RequestId}}",""";

    /// <summary>The event that a record's line holds, as it is in the table but for its line breaks.</summary>
    /// <exception cref="FuzzViolationException">It is not the line it should be.</exception>
    public static string OfLine(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        if (!text.EndsWith('\n') || text.AsSpan(0, text.Length - 1).ContainsAny('\n', '\r')) throw new FuzzViolationException($"A record is not one line: {text}");
        if (!text.StartsWith(Added, StringComparison.Ordinal)) throw new FuzzViolationException($"A record does not begin with the members that are added: {text}");
        return "{" + text[Added.Length..^1];
    }

    /// <summary>The events in an item of the packed layout.</summary>
    public static IEnumerable<string> OfPacked(byte[] data)
    {
        using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = 100 });
        return [.. document.RootElement.EnumerateArray().Select(e => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(e)))];
    }

    /// <summary>The lines in a record of the Kinesis Producer Library's format; one alone where it is in no such format. Source: amazon-kinesis-producer, aggregation-format.md.</summary>
    /// <exception cref="FuzzViolationException">The checksum is wrong or a field unknown.</exception>
    [SuppressMessage("Security", "CA5351:Do not use broken cryptographic algorithms", Justification = "The format ends in an MD5 checksum.")]
    public static IEnumerable<byte[]> OfKpl(byte[] data)
    {
        if (!data.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xF3, 0x89, 0x9A, 0xC2])) return [data];
        var message = data[4..^16];
        if (!MD5.HashData(message).AsSpan().SequenceEqual(data.AsSpan(data.Length - 16))) throw new FuzzViolationException("An aggregated record's checksum is wrong.");
        return [.. Fields(message).Where(f => f.Number == 3).Select(record => Fields(record.Bytes).Single(f => f.Number == 3).Bytes)];
    }

    /// <summary>Protocol buffers: varints, which are passed over, and length-delimited fields.</summary>
    private static List<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        List<(int, byte[])> fields = [];
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var value = Varint(message, ref at);
            if ((tag & 7) == 0) continue;
            if ((tag & 7) != 2 || value > message.Length - at) throw new FuzzViolationException($"An aggregated record has a field of tag {tag} and length {value} in {message.Length} bytes.");
            fields.Add((tag >> 3, message[at..(at + value)]));
            at += value;
        }
        return fields;
    }

    private static int Varint(byte[] message, ref int at)
    {
        var value = 0;
        for (var shift = 0; at < message.Length; shift += 7)
        {
            var b = message[at++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw new FuzzViolationException("An aggregated record ends within a number.");
    }
}

/// <summary>A property that must hold did not.</summary>
internal sealed class FuzzViolationException(string message) : Exception(message);

using System.Buffers.Text;

namespace Ingest.Perf.Http;

/// <summary>One request as it lies in its connection's buffer.</summary>
/// <param name="Head">The request line and the headers, each ended by CRLF.</param>
/// <param name="Body">The body, without chunk framing.</param>
internal readonly record struct HttpRequest(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    public bool IsGet => Head.Span.StartsWith("GET "u8);

    /// <summary>The path and query.</summary>
    public ReadOnlySpan<byte> Path
    {
        get
        {
            var line = Head.Span[(Head.Span.IndexOf((byte)' ') + 1)..];
            return line[..line.IndexOf((byte)' ')];
        }
    }

    /// <summary>A header's value, empty where it is absent.</summary>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name) => Header(Head.Span, name);

    internal static (int ContentLength, bool IsChunked, bool ExpectsContinue) ParseHead(ReadOnlySpan<byte> head)
    {
        var length = Header(head, "Content-Length"u8);
        if (length.Length > 0 && (!Utf8Parser.TryParse(length, out int _, out var used) || used != length.Length))
            throw new InvalidDataException($"Content-Length is \"{Encoding.UTF8.GetString(length)}\".");
        _ = Utf8Parser.TryParse(length, out int contentLength, out _);
        return (contentLength, Header(head, "Transfer-Encoding"u8).Length > 0, Header(head, "Expect"u8).Length > 0);
    }

    internal static int ParseHex(ReadOnlySpan<byte> size) =>
        int.Parse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var rest = head[(head.IndexOf("\r\n"u8) + 2)..];
        while (rest.Length > 0)
        {
            var end = rest.IndexOf("\r\n"u8);
            var line = rest[..end];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return line[(name.Length + 1)..].Trim((byte)' ');
            rest = rest[(end + 2)..];
        }
        return default;
    }
}

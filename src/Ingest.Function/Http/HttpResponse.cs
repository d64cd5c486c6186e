using System.Text;

namespace Ingest.Function.Http;

/// <summary>A response, as slices of its connection's buffer: valid until the connection is used again.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Head">Header lines, without the status line.</param>
/// <param name="Body">The body, chunks joined.</param>
internal readonly record struct HttpResponse(int Status, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    /// <summary>A header's value, white space trimmed; empty if it is absent.</summary>
    public ReadOnlySpan<byte> Header(scoped ReadOnlySpan<byte> name)
    {
        var lines = Head.Span;
        while (TryReadHeader(ref lines, out var found, out var value))
        {
            if (Ascii.EqualsIgnoreCase(found, name)) return value;
        }
        return default;
    }

    /// <summary>Takes the first line off <paramref name="lines"/>.</summary>
    /// <returns>False at the end.</returns>
    public static bool TryReadHeader(scoped ref ReadOnlySpan<byte> lines, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        if (lines.IsEmpty) return false;
        var end = lines.IndexOf((byte)'\n');
        var line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? default : lines[(end + 1)..];
        var colon = line.IndexOf((byte)':');
        if (colon < 0) return true;
        name = line[..colon];
        value = line[(colon + 1)..].Trim(" \t\r"u8);
        return true;
    }
}

using System.Buffers;

namespace Ingest.Function.Decoding;

/// <summary>Finds where a damaged array element ends, knowing of JSON only strings and brackets, so that the next element can still be read.</summary>
internal static class ElementScanner
{
    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"{}[],"u8);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\"u8);

    /// <summary>The place of the comma or closing bracket that ends the element that <paramref name="from"/> lies in, or -1.</summary>
    public static int FindEnd(ReadOnlySpan<byte> json, int from)
    {
        var depth = 0;
        for (var at = from; ; at++)
        {
            var hit = json[at..].IndexOfAny(Structural);
            if (hit < 0) return -1;
            at += hit;
            switch (json[at])
            {
                case (byte)'"':
                    at = FindStringEnd(json, at);
                    if (at < 0) return -1;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}':
                    // A stray } at the element's own level belongs to the damage, not to the array.
                    depth = Math.Max(0, depth - 1);
                    break;
                case (byte)']':
                    if (depth-- == 0) return at;
                    break;
                case (byte)',' when depth == 0:
                    return at;
            }
        }
    }

    private static int FindStringEnd(ReadOnlySpan<byte> json, int quote)
    {
        for (var at = quote + 1; at < json.Length; at++)
        {
            var hit = json[at..].IndexOfAny(StringEnd);
            if (hit < 0) return -1;
            at += hit;
            if (json[at] == '"') return at;
            at++;
        }
        return -1;
    }
}

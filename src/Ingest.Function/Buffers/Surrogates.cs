using System.Buffers.Text;

namespace Ingest.Function.Buffers;

/// <summary>Escapes of UTF-16 surrogates in JSON strings (RFC 8259 §7): a character beyond 16 bits is two of them.</summary>
internal static class Surrogates
{
    /// <summary>Characters of \uXXXX.</summary>
    public const int EscapeLength = 6;

    /// <summary>The place of the first escape that stands for half of a pair without the other, or -1.</summary>
    /// <param name="escaped">The inside of a well-formed JSON string.</param>
    public static int FindLone(ReadOnlySpan<byte> escaped)
    {
        for (var at = 0; at < escaped.Length; at++)
        {
            var hit = escaped[at..].IndexOf((byte)'\\');
            if (hit < 0) return -1;
            at += hit;
            var unit = Unit(escaped[at..]);
            if (unit is < 0xD800 or > 0xDFFF)
            {
                // Past the escaped character: a backslash behind a backslash begins nothing.
                at++;
                continue;
            }
            if (unit > 0xDBFF || escaped.Length - at < 2 * EscapeLength || Unit(escaped[(at + EscapeLength)..]) is not (>= 0xDC00 and <= 0xDFFF)) return at;
            at += (2 * EscapeLength) - 1;
        }
        return -1;
    }

    /// <summary>What an escape \uXXXX stands for; -1 if it is another one or none.</summary>
    private static int Unit(ReadOnlySpan<byte> at) =>
        at.Length >= EscapeLength && at[0] == '\\' && at[1] == 'u' && Utf8Parser.TryParse(at.Slice(2, 4), out ushort unit, out var digits, 'x') && digits == 4 ? unit : -1;
}

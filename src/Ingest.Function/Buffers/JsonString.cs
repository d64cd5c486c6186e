using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;

namespace Ingest.Function.Buffers;

/// <summary>
/// The inside of a JSON string. UTF-8 stays as it is; only what RFC 8259 §7 demands is escaped. Both ways copy sixteen bytes
/// at a time, whatever they hold, and go on behind the plain ones: in JSON within JSON every eighth byte or so is a quote,
/// too often and too irregular for a branch a byte to be predicted.
/// </summary>
internal static class JsonString
{
    /// <summary>The most bytes that one byte becomes: a control character as \u00XX.</summary>
    public const int Widest = 6;

    /// <summary>The most that one byte of valid JSON becomes: its only control characters are line breaks and tabs.</summary>
    public const int WidestOfJson = 2;

    private const int EscapeLength = 6;

    /// <param name="raw">What is escaped.</param>
    /// <param name="destination">Room for the longest outcome: <see cref="Widest"/> or <see cref="WidestOfJson"/> a byte.</param>
    /// <returns>Bytes written.</returns>
    public static int Escape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        var (from, to) = (0, 0);
        while (from < raw.Length)
        {
            var plain = CopyPlain(raw[from..], destination[to..]);
            (from, to) = (from + plain, to + plain);
            if (from == raw.Length) break;
            var b = raw[from];
            if (!IsSpecial(b)) continue;
            from++;
            if (b < ' ')
            {
                to += EscapeControl(b, destination[to..]);
                continue;
            }
            destination[to++] = (byte)'\\';
            destination[to++] = b;
        }
        return to;
    }

    /// <summary>Reads the inside of a string to its closing quote. Whether it is UTF-8 is not checked.</summary>
    /// <param name="json">From behind the opening quote, with whatever follows the string.</param>
    /// <param name="destination">As long as <paramref name="json"/>.</param>
    /// <param name="written">Bytes of the string itself.</param>
    /// <returns>Bytes read, the closing quote among them.</returns>
    /// <exception cref="JsonException">It does not end, holds a bare control character, or an escape that RFC 8259 does not know.</exception>
    public static int Unescape(ReadOnlySpan<byte> json, Span<byte> destination, out int written)
    {
        var (from, to) = (0, 0);
        while (true)
        {
            var plain = CopyPlain(json[from..], destination[to..]);
            (from, to) = (from + plain, to + plain);
            if (from == json.Length) throw new JsonException("A string does not end.");
            var b = json[from];
            if (!IsSpecial(b)) continue;
            if (b == '"') break;
            if (b < ' ') throw new JsonException($"A string holds the control character 0x{b:X2}.");
            var escaped = from + 1 < json.Length ? json[from + 1] : (byte)0;
            if (escaped is (byte)'"' or (byte)'\\')
            {
                destination[to++] = escaped;
                from += 2;
                continue;
            }
            to += UnescapeRare(json, ref from, escaped, destination[to..]);
        }
        written = to;
        return from + 1;
    }

    /// <summary>Copies at least the bytes before the first special one, looking at sixteen at most.</summary>
    /// <returns>How many bytes before it there are; 0 also if fewer than sixteen are left and the first one is special.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyPlain(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        if (bytes.Length >= Vector128<byte>.Count)
        {
            var block = Vector128.Create(bytes);
            block.CopyTo(destination);
            var special = Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\')) | Vector128.LessThan(block, Vector128.Create((byte)' '));
            return BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits() | (1u << Vector128<byte>.Count));
        }
        var plain = 0;
        for (; plain < bytes.Length && !IsSpecial(bytes[plain]); plain++) destination[plain] = bytes[plain];
        return plain;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSpecial(byte b) => b is < (byte)' ' or (byte)'"' or (byte)'\\';

    private static int EscapeControl(byte b, Span<byte> destination)
    {
        var letter = b switch { (byte)'\n' => (byte)'n', (byte)'\r' => (byte)'r', (byte)'\t' => (byte)'t', _ => (byte)'u' };
        destination[0] = (byte)'\\';
        destination[1] = letter;
        if (letter != 'u') return 2;
        "00"u8.CopyTo(destination[2..]);
        destination[4] = "01"u8[b >> 4];
        destination[5] = "0123456789abcdef"u8[b & 15];
        return EscapeLength;
    }

    private static int UnescapeRare(ReadOnlySpan<byte> json, ref int from, byte escaped, Span<byte> destination)
    {
        if (escaped == 'u') return UnescapeUnicode(json, ref from, destination);
        destination[0] = escaped switch
        {
            (byte)'/' => escaped,
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            _ => throw new JsonException("A string holds a backslash that escapes nothing."),
        };
        from += 2;
        return 1;
    }

    /// <summary>\uXXXX; a character beyond the sixteen bits is two of them, a surrogate pair.</summary>
    private static int UnescapeUnicode(ReadOnlySpan<byte> json, ref int from, Span<byte> destination)
    {
        var unit = ReadUnit(json, ref from);
        if (!char.IsSurrogate(unit)) return new Rune(unit).EncodeToUtf8(destination);
        if (from < json.Length && Rune.TryCreate(unit, ReadUnit(json, ref from), out var pair)) return pair.EncodeToUtf8(destination);
        throw new JsonException("A string holds half of a surrogate pair.");
    }

    private static char ReadUnit(ReadOnlySpan<byte> json, ref int from)
    {
        if (json.Length - from < EscapeLength || json[from] != '\\' || json[from + 1] != 'u'
            || !Utf8Parser.TryParse(json.Slice(from + 2, 4), out ushort unit, out var digits, 'x') || digits != 4) throw new JsonException("A string holds a \\u without four hex digits.");
        from += EscapeLength;
        return (char)unit;
    }
}

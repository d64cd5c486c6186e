using System.Buffers;

namespace Ingest.Function.Formats.Native;

/// <summary>
/// Finds where a damaged array element ends, so that the next one can still be read; only if that is certain. It knows of
/// JSON strings, brackets and separators: brackets must match, none may open behind a value without a separator or where a
/// member's name belongs, and no string may hold a {. What breaks these rules may hide the start of another event (a comma,
/// bracket or quote is missing), and no event may be stepped over unseen.
/// </summary>
internal static class ElementScanner
{
    /// <summary>Of an element that is nested deeper the end is not looked for.</summary>
    private const int MostDepth = 1_024;

    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create("\"{}[],: \t\r\n"u8);

    /// <summary>From an element's first byte.</summary>
    /// <param name="json">The body.</param>
    /// <param name="from">The element's first byte.</param>
    /// <param name="end">The place of the comma or bracket behind the element.</param>
    /// <returns>False if its end is not certain.</returns>
    public static bool TryFindEnd(ReadOnlySpan<byte> json, int from, out int end) => TryFindEnd(json, from, (byte)'[', out end);

    /// <summary>From behind a whole element, over what is left of it.</summary>
    public static bool TryFindEndOfRest(ReadOnlySpan<byte> json, int from, out int end) => TryFindEnd(json, from, 0, out end);

    /// <param name="json">The body.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="separator">What stands before the next value: an opening bracket, a comma or a colon; 0 if nothing separates it from the one before.</param>
    /// <param name="end">The place of the comma or bracket behind the element.</param>
    private static bool TryFindEnd(ReadOnlySpan<byte> json, int from, byte separator, out int end)
    {
        // Of each open bracket whether it is an object's.
        Span<bool> objects = stackalloc bool[MostDepth + 1];
        var depth = 0;
        for (end = from; end < json.Length; end++)
        {
            var b = json[end];
            switch (b)
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    break;
                case (byte)',' or (byte)']' when depth == 0:
                    return true;
                case (byte)',' or (byte)':':
                    if (depth == 0) return false;
                    separator = b;
                    break;
                case (byte)'{' or (byte)'[':
                    var isName = objects[depth] && separator != ':';
                    if (separator == 0 || isName || depth == MostDepth) return false;
                    objects[++depth] = b == '{';
                    separator = b;
                    break;
                case (byte)'}' or (byte)']':
                    if (depth == 0 || objects[depth] != (b == '}')) return false;
                    depth--;
                    separator = 0;
                    break;
                case (byte)'"':
                    var close = FindStringEnd(json, end);
                    if (close < 0 || json[end..close].Contains((byte)'{')) return false;
                    separator = 0;
                    end = close;
                    break;
                default:
                    separator = 0;
                    end = FindScalarEnd(json, end);
                    break;
            }
        }
        return false;
    }

    /// <returns>The closing quote's place, or -1.</returns>
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

    /// <returns>Its last byte's place.</returns>
    private static int FindScalarEnd(ReadOnlySpan<byte> json, int from)
    {
        var length = json[from..].IndexOfAny(ScalarEnd);
        return length < 0 ? json.Length - 1 : from + length - 1;
    }
}

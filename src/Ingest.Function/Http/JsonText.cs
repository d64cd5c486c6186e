namespace Ingest.Function.Http;

/// <summary>The inside of a JSON text. UTF-8 stays as it is; only what RFC 8259 §7 demands is escaped.</summary>
internal static class JsonText
{
    /// <summary>The most bytes that one byte becomes: a control character as \u00XX.</summary>
    public const int Widest = 6;

    /// <summary>The most that one byte of valid JSON becomes: its only control characters are line breaks and tabs.</summary>
    public const int WidestOfJson = 2;

    /// <returns>Bytes written.</returns>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var at = 0;
        foreach (var b in text)
        {
            if (b < 0x20)
            {
                at += EscapeControl(b, destination[at..]);
                continue;
            }
            // Without a branch: in JSON every sixth byte or so is a quote, too often and too irregular to be predicted.
            destination[at] = (byte)'\\';
            at += (b == '"' ? 1 : 0) | (b == '\\' ? 1 : 0);
            destination[at++] = b;
        }
        return at;
    }

    private static int EscapeControl(byte b, Span<byte> destination)
    {
        var letter = b switch { (byte)'\n' => (byte)'n', (byte)'\r' => (byte)'r', (byte)'\t' => (byte)'t', _ => (byte)'u' };
        destination[0] = (byte)'\\';
        destination[1] = letter;
        if (letter != 'u') return 2;
        "00"u8.CopyTo(destination[2..]);
        destination[4] = "01"u8[b >> 4];
        destination[5] = "0123456789abcdef"u8[b & 15];
        return 6;
    }
}

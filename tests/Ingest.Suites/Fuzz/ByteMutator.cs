namespace Ingest.Suites.Fuzz;

/// <summary>Damages bytes as transport and careless code do, and as an attacker would.</summary>
internal static class ByteMutator
{
    private static readonly byte[][] Tokens =
    [
        [.. "\""u8], [.. "\\"u8], [.. "{"u8], [.. "}"u8], [.. "["u8], [.. "]"u8], [.. ","u8], [.. ":"u8], [.. "null"u8], [.. "-"u8], [.. "1e999"u8],
        [.. "\\ud800"u8], [.. "\\u0000"u8], [.. "\"events\":["u8], [.. "\"id\":\""u8], [.. "/*"u8], [0], [0x1F], [0x7F], [0x80], [0xC0, 0x80],
        [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xFF], [.. "\r\n"u8], [.. "\t"u8],
    ];

    /// <returns>The bytes after one to four changes.</returns>
    public static byte[] Mutate(byte[] bytes, Random random)
    {
        for (var changes = random.Next(1, 5); changes > 0; changes--) bytes = MutateOnce(bytes, random);
        return bytes;
    }

    private static byte[] MutateOnce(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return Pick(random);
        var at = random.Next(bytes.Length);
        var length = random.Next(1, Math.Min(64, bytes.Length - at) + 1);
        switch (random.Next(7))
        {
            case 0:
                return bytes[..at];
            case 1:
                bytes = [.. bytes];
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                bytes = [.. bytes];
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 3:
                return [.. bytes[..at], .. Pick(random), .. bytes[at..]];
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                // The same bytes twice.
                return [.. bytes[..(at + length)], .. bytes[at..]];
            default:
                // Bytes from elsewhere in their place.
                var from = random.Next(bytes.Length - length + 1);
                return [.. bytes[..at], .. bytes[from..(from + length)], .. bytes[(at + length)..]];
        }
    }

    private static byte[] Pick(Random random) => Tokens[random.Next(Tokens.Length)];
}

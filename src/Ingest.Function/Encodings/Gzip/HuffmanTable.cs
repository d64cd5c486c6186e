namespace Ingest.Function.Encodings.Gzip;

/// <summary>What the symbols of a code stand for.</summary>
internal enum Alphabet
{
    /// <summary>Lengths of other codes: RFC 1951 §3.2.7.</summary>
    CodeLengths,

    /// <summary>Literals, match lengths and the end of a block: §3.2.5.</summary>
    Literals,

    /// <summary>Match distances: §3.2.5.</summary>
    Distances,
}

/// <summary>
/// Decoding tables of a prefix code: the next bits of the input index an entry. An entry holds, from its lowest bit on:
/// 5 bits of how many to consume, 3 flags, 8 bits of how many extra bits follow, 16 bits of value.
/// </summary>
internal static class HuffmanTable
{
    public const int LongestCode = 15;
    public const uint IsLiteral = 0x20;
    public const uint IsEndOfBlock = 0x40;

    /// <summary>The value is the start of a table for the bits that follow, the extra bits its width; with no extra bits no code begins so.</summary>
    public const uint IsLink = 0x80;

    /// <summary>Longer codes take a second look-up. With 286 symbols all tables have 1,332 entries at most (zlib, enough.c: 286 10 15).</summary>
    public const int LiteralBits = 10;
    public const int LiteralEntries = 1_332;

    /// <summary>30 symbols: 400 entries at most (zlib, enough.c: 30 8 15).</summary>
    public const int DistanceBits = 8;
    public const int DistanceEntries = 400;

    public const int CodeLengthBits = 7;
    public const int CodeLengthEntries = 1 << CodeLengthBits;

    private static ReadOnlySpan<ushort> LengthBases => [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> LengthExtras => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<ushort> DistanceBases => [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    private static ReadOnlySpan<byte> DistanceExtras => [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>Fills a table from the lengths of the symbols' codes, 0 where a symbol has none (RFC 1951 §3.2.2).</summary>
    /// <returns>
    /// False where the lengths make no complete code. Of incomplete ones, those with a single code of one bit and, of
    /// distances, with none at all are allowed, as zlib does.
    /// </returns>
    public static bool TryBuild(Span<uint> table, int width, ReadOnlySpan<byte> lengths, Alphabet alphabet)
    {
        Span<int> counts = stackalloc int[LongestCode + 1];
        foreach (var length in lengths) counts[length]++;
        var longest = LongestCode;
        while (longest > 0 && counts[longest] == 0) longest--;
        var free = 1;
        for (var length = 1; length <= LongestCode; length++)
        {
            free = (free << 1) - counts[length];
            if (free < 0) return false;
        }
        if (free > 0 && (longest > 1 || alphabet == Alphabet.CodeLengths)) return false;

        // Symbols by the length of their codes, equal ones in their own order: the order of the codes.
        Span<int> starts = stackalloc int[LongestCode + 2];
        for (var length = 1; length <= LongestCode; length++) starts[length + 1] = starts[length] + counts[length];
        Span<ushort> sorted = stackalloc ushort[lengths.Length];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0) sorted[starts[lengths[symbol]]++] = (ushort)symbol;
        }

        table[0] = table[1] = IsLink;
        var code = 0;
        var next = 0;
        for (var length = 1; length <= width; length++)
        {
            for (var left = counts[length]; left > 0; left--)
            {
                table[code] = Entry(alphabet, sorted[next++]) | (uint)length;
                code = Following(code, length);
            }
            if (length < width) table[..(1 << length)].CopyTo(table[(1 << length)..]);
        }
        if (longest > width) Link(table, width, longest, code, counts, sorted[next..], alphabet);
        return true;
    }

    /// <summary>Puts codes longer than the table is wide into tables behind it, one for each beginning they share.</summary>
    private static void Link(Span<uint> table, int width, int longest, int code, Span<int> counts, ReadOnlySpan<ushort> symbols, Alphabet alphabet)
    {
        var end = 1 << width;
        var (beginning, start, bits, next) = (-1, 0, 0, 0);
        for (var length = width + 1; length <= longest; length++)
        {
            for (; counts[length] > 0; counts[length]--)
            {
                if ((code & ((1 << width) - 1)) != beginning)
                {
                    beginning = code & ((1 << width) - 1);
                    // Wide enough for the codes left: as long as they do not fill it, there are longer ones.
                    bits = length - width;
                    for (var room = (1 << bits) - counts[length]; room > 0 && width + bits < longest; room = (room << 1) - counts[width + bits]) bits++;
                    (start, end) = (end, end + (1 << bits));
                    table[beginning] = IsLink | ((uint)start << 16) | ((uint)bits << 8) | (uint)width;
                }
                var entry = Entry(alphabet, symbols[next++]) | (uint)(length - width);
                for (var at = code >> width; at < 1 << bits; at += 1 << (length - width)) table[start + at] = entry;
                code = Following(code, length);
            }
        }
    }

    /// <summary>The code after this one. Codes stand with their first bit lowest, as they are read, so the carry runs downwards.</summary>
    private static int Following(int code, int length)
    {
        var bit = 1 << (length - 1);
        while ((code & bit) != 0) bit >>= 1;
        return bit == 0 ? 0 : (code & (bit - 1)) | bit;
    }

    private static uint Entry(Alphabet alphabet, int symbol) => alphabet switch
    {
        Alphabet.CodeLengths => (uint)symbol << 16,
        Alphabet.Literals when symbol < 256 => ((uint)symbol << 16) | IsLiteral,
        Alphabet.Literals when symbol == 256 => IsEndOfBlock,
        Alphabet.Literals when symbol - 257 < LengthBases.Length => ((uint)LengthBases[symbol - 257] << 16) | ((uint)LengthExtras[symbol - 257] << 8),
        Alphabet.Distances when symbol < DistanceBases.Length => ((uint)DistanceBases[symbol] << 16) | ((uint)DistanceExtras[symbol] << 8),
        _ => IsLink,
    };
}

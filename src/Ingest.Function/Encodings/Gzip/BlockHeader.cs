namespace Ingest.Function.Encodings.Gzip;

/// <summary>The code tables of a block.</summary>
internal static class BlockHeader
{
    private const int MostLiterals = 286;
    private const int MostDistances = 30;

    /// <summary>The order in which the lengths of the code length code stand: RFC 1951 §3.2.7.</summary>
    private static ReadOnlySpan<byte> Order => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Reads both codes of a block: RFC 1951 §3.2.7.</summary>
    /// <returns>False where they are no codes, or the data ends.</returns>
    public static bool TryRead(ref BitReader input, scoped Span<uint> literals, scoped Span<uint> distances)
    {
        input.Refill();
        var literalCount = input.Take(5) + 257;
        var distanceCount = input.Take(5) + 1;
        var codeLengthCount = input.Take(4) + 4;
        if (literalCount > MostLiterals || distanceCount > MostDistances) return false;

        Span<byte> lengths = stackalloc byte[MostLiterals + MostDistances];
        lengths.Clear();
        for (var i = 0; i < codeLengthCount; i++)
        {
            input.Refill();
            lengths[Order[i]] = (byte)input.Take(3);
        }
        Span<uint> table = stackalloc uint[HuffmanTable.CodeLengthEntries];
        if (!HuffmanTable.TryBuild(table, HuffmanTable.CodeLengthBits, lengths[..Order.Length], Alphabet.CodeLengths)) return false;

        lengths.Clear();
        lengths = lengths[..(literalCount + distanceCount)];
        for (var at = 0; at < lengths.Length;)
        {
            input.Refill();
            if (input.IsBeyondEnd) return false;
            var entry = table[(int)(input.Bits & (HuffmanTable.CodeLengthEntries - 1))];
            input.Consume((int)(entry & 0x1F));
            var symbol = (byte)(entry >> 16);
            if (symbol < 16)
            {
                lengths[at++] = symbol;
                continue;
            }
            if (symbol == 16 && at == 0) return false;
            var (repeated, times) = symbol switch
            {
                16 => (lengths[at - 1], 3 + input.Take(2)),
                17 => ((byte)0, 3 + input.Take(3)),
                _ => ((byte)0, 11 + input.Take(7)),
            };
            if (times > lengths.Length - at) return false;
            lengths.Slice(at, times).Fill(repeated);
            at += times;
        }
        // Without a code for its end the block could not end.
        return lengths[256] != 0
            && HuffmanTable.TryBuild(literals, HuffmanTable.LiteralBits, lengths[..literalCount], Alphabet.Literals)
            && HuffmanTable.TryBuild(distances, HuffmanTable.DistanceBits, lengths[literalCount..], Alphabet.Distances);
    }
}

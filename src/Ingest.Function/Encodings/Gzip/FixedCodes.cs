namespace Ingest.Function.Encodings.Gzip;

/// <summary>
/// The codes that need no table in the data: RFC 1951 §3.2.6. Built once, when the first such block comes: a body may have
/// millions of them, ten bits each.
/// </summary>
internal static class FixedCodes
{
    private static readonly uint[] LiteralTable = Build(HuffmanTable.LiteralEntries, HuffmanTable.LiteralBits, Alphabet.Literals, (144, 8), (112, 9), (24, 7), (8, 8));

    private static readonly uint[] DistanceTable = Build(HuffmanTable.DistanceEntries, HuffmanTable.DistanceBits, Alphabet.Distances, (32, 5));

    public static ReadOnlySpan<uint> Literals => LiteralTable;

    public static ReadOnlySpan<uint> Distances => DistanceTable;

    private static uint[] Build(int entries, int width, Alphabet alphabet, params ReadOnlySpan<(int Symbols, int Length)> runs)
    {
        var lengths = new List<byte>();
        foreach (var (symbols, length) in runs) lengths.AddRange(Enumerable.Repeat((byte)length, symbols));
        var table = new uint[entries];
        HuffmanTable.TryBuild(table, width, lengths.ToArray(), alphabet);
        return table;
    }
}

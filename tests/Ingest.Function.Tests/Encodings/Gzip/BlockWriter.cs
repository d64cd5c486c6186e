namespace Ingest.Function.Tests.Encodings.Gzip;

/// <summary>One last DEFLATE block with codes of one's choice, such as no compressor makes: RFC 1951 §3.2.7.</summary>
internal sealed class BlockWriter
{
    private static readonly int[] Order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly List<byte> _bytes = [];
    private readonly (int Code, int Length)[] _literals = [];
    private readonly (int Code, int Length)[] _distances = [];
    private int _count;

    /// <summary>A block of nothing but bits.</summary>
    public BlockWriter()
    {
    }

    /// <param name="literals">The lengths of the codes of 257 to 288 literals, match lengths and the end; 0 for none.</param>
    /// <param name="distances">Of 1 to 32 distances.</param>
    public BlockWriter(byte[] literals, byte[] distances)
    {
        (_literals, _distances) = (Codes(literals), Codes(distances));
        Bits(1, 1).Bits(2, 2).Bits(literals.Length - 257, 5).Bits(distances.Length - 1, 5).Bits(Order.Length - 4, 4);
        // Every length from 0 to 15 has a code of four bits: the length itself.
        var codeLengths = new byte[] { 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 0, 0 };
        foreach (var symbol in Order) Bits(codeLengths[symbol], 3);
        var codes = Codes(codeLengths);
        foreach (var length in (byte[])[.. literals, .. distances]) Code(codes[length]);
    }

    public BlockWriter Literal(int symbol) => Code(_literals[symbol]);

    public BlockWriter End() => Literal(256);

    /// <summary>A match with every extra bit set: as long and as far as its symbols can say.</summary>
    public BlockWriter Match(int length, int distance)
    {
        var lengthExtra = length is < 265 or 285 ? 0 : (length - 261) / 4;
        var distanceExtra = distance < 4 ? 0 : (distance - 2) / 2;
        return Literal(length).Bits((1 << lengthExtra) - 1, lengthExtra).Code(_distances[distance]).Bits((1 << distanceExtra) - 1, distanceExtra);
    }

    /// <summary>A number, its lowest bit first.</summary>
    public BlockWriter Bits(int value, int count)
    {
        for (var bit = 0; bit < count; bit++)
        {
            if (_count++ % 8 == 0) _bytes.Add(0);
            _bytes[^1] |= (byte)((value >> bit & 1) << ((_count - 1) % 8));
        }
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    /// <summary>A code has its highest bit first.</summary>
    private BlockWriter Code((int Code, int Length) symbol)
    {
        for (var bit = symbol.Length - 1; bit >= 0; bit--) Bits(symbol.Code >> bit, 1);
        return this;
    }

    /// <summary>The symbols' codes by their lengths: §3.2.2.</summary>
    private static (int Code, int Length)[] Codes(byte[] lengths)
    {
        var codes = new (int Code, int Length)[lengths.Length];
        var code = 0;
        for (var length = 1; length <= 15; length++, code <<= 1)
        {
            for (var symbol = 0; symbol < lengths.Length; symbol++)
                if (lengths[symbol] == length) codes[symbol] = (code++, length);
        }
        return codes;
    }
}

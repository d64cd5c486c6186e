namespace Ingest.Function.Tests.Decoding.Gzip;

/// <summary>One last DEFLATE block with codes of one's choice, such as no compressor makes: RFC 1951 §3.2.7.</summary>
internal sealed class BlockWriter
{
    private static readonly int[] Order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly List<byte> _bytes = [];
    private readonly byte[] _literals;
    private readonly byte[] _distances;
    private int _count;

    /// <param name="literals">The lengths of the codes of 257 to 288 literals, match lengths and the end; 0 for none.</param>
    /// <param name="distances">Of 1 to 32 distances.</param>
    public BlockWriter(byte[] literals, byte[] distances)
    {
        (_literals, _distances) = (literals, distances);
        Bits(1, 1).Bits(2, 2).Bits(literals.Length - 257, 5).Bits(distances.Length - 1, 5).Bits(Order.Length - 4, 4);
        // Every length from 0 to 15 has a code of four bits: the length itself.
        var codeLengths = new byte[] { 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 0, 0 };
        foreach (var symbol in Order) Bits(codeLengths[symbol], 3);
        foreach (var length in (byte[])[.. literals, .. distances]) Code(codeLengths, length);
    }

    public BlockWriter Literal(int symbol) => Code(_literals, symbol);

    public BlockWriter End() => Literal(256);

    /// <summary>A match with every extra bit set: as long and as far as its symbols can say.</summary>
    public BlockWriter Match(int length, int distance)
    {
        var lengthExtra = length is < 265 or 285 ? 0 : (length - 261) / 4;
        var distanceExtra = distance < 4 ? 0 : (distance - 2) / 2;
        return Literal(length).Bits((1 << lengthExtra) - 1, lengthExtra).Code(_distances, distance).Bits((1 << distanceExtra) - 1, distanceExtra);
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

    /// <summary>A symbol's code, its highest bit first: §3.2.2.</summary>
    private BlockWriter Code(byte[] lengths, int symbol)
    {
        var code = 0;
        for (var length = 1; length <= lengths[symbol]; length++) code = (code + lengths.Count(l => l == length - 1 && l > 0)) << 1;
        code += lengths.Take(symbol).Count(l => l == lengths[symbol]);
        for (var bit = lengths[symbol] - 1; bit >= 0; bit--) Bits(code >> bit, 1);
        return this;
    }
}

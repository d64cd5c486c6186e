using System.Buffers;
using System.IO.Compression;
using Ingest.Function.Encodings.Gzip;
using Ingest.Function.Problems;

namespace Ingest.Function.Tests.Encodings.Gzip;

/// <summary>Codes at the edge of what there may be; where one is accepted, zlib reads the same.</summary>
public sealed class GzipCodesTests
{
    private const int LastLiteral = 285;

    // How many codes there are of each length from 0 on: the sets whose tables have the most entries (zlib, enough.c 286 10 15 and 30 8 15).
    private static readonly int[] MostLiteralEntries = [0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 117, 1, 1, 1, 162];
    private static readonly int[] MostDistanceEntries = [0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 9, 9, 1, 1, 1, 2];

    [Fact]
    public void TheLargestTablesThereAreHoldEveryCode()
    {
        var random = new Random(1);
        for (var round = 0; round < 20; round++)
        {
            var (literals, distances) = (Lengths(MostLiteralEntries), Lengths(MostDistanceEntries));
            if (round > 0) random.Shuffle(literals);
            if (round > 0) random.Shuffle(distances);
            var block = new BlockWriter(literals, distances);
            for (var literal = 0; literal < 256; literal++) block.Literal(literal);
            for (var length = 257; length <= LastLiteral; length++) block.Match(length, 3).Literal(length - 257).Match(length, 5);
            // The furthest distance is 32,768.
            for (var i = 0; i < 130; i++) block.Match(LastLiteral, 5);
            for (var distance = 0; distance < distances.Length; distance++) block.Literal(distance).Match(257 + distance % 29, distance);

            ShouldBeReadAsZlibDoes(block.End().ToArray());
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 1, 1)]
    [InlineData(true, 1, 2, 2)]
    [InlineData(true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15)]
    [InlineData(false, 2)]
    [InlineData(false, 2, 2)]
    [InlineData(false, 1, 2)]
    [InlineData(false, 1, 1, 1)]
    [InlineData(false, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)]
    [InlineData(false, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15)]
    public void ACodeMustBeCompleteOrOneBit(bool isAllowed, params int[] lengths)
    {
        var literals = new byte[257];
        for (var i = 0; i < lengths.Length; i++) literals[256 - i] = (byte)lengths[i];
        var distances = lengths.Select(l => (byte)l).ToArray();
        byte[][] blocks = [new BlockWriter(literals, [1]).End().ToArray(), new BlockWriter(Only(256), distances).End().ToArray()];

        foreach (var block in blocks)
        {
            if (isAllowed) ShouldBeReadAsZlibDoes(block);
            else Refused(block).ShouldStartWith("A block's code table is damaged");
        }
    }

    [Fact]
    public void LiteralsMayGoWithoutDistancesAndNotWithoutAnEnd()
    {
        ShouldBeReadAsZlibDoes(new BlockWriter(Only(256), [0]).End().ToArray());
        Refused(new BlockWriter(Only(255), [0]).Bits(0, 32).ToArray()).ShouldStartWith("A block's code table is damaged");
    }

    [Theory]
    [InlineData(287, 30)]
    [InlineData(288, 30)]
    [InlineData(286, 31)]
    [InlineData(286, 32)]
    public void ThereAreNoMoreSymbolsThanHaveAMeaning(int literals, int distances)
    {
        byte[] Block(int count, int distanceCount) => new BlockWriter([.. Only(256), .. new byte[count - 257]], [1, .. new byte[distanceCount - 1]]).End().ToArray();

        ShouldBeReadAsZlibDoes(Block(286, 30));
        Refused(Block(literals, distances)).ShouldStartWith("A block's code table is damaged");
    }

    [Fact]
    public void BitsThatAreNoCodeAreRefused()
    {
        // a is 0, the end 10, a match of three bytes 11.
        byte[] literals = [.. Only(97)[..256], 2, 2];

        Refused(new BlockWriter(Only(256), [1]).Bits(1, 1).Bits(0, 32).ToArray()).ShouldStartWith("A code stands for nothing");
        Refused(new BlockWriter(literals, [0]).Literal(97).Literal(257).Bits(0, 32).ToArray()).ShouldStartWith("A code stands for nothing");
        Refused(new BlockWriter(literals, [1]).Literal(97).Literal(257).Bits(1, 1).Bits(0, 32).ToArray()).ShouldStartWith("A code stands for nothing");
        ShouldBeReadAsZlibDoes(new BlockWriter(literals, [1]).Literal(97).Match(257, 0).End().ToArray());
    }

    [Fact]
    public void ALengthThatRepeatsTheOneBeforeNeedsOneBefore()
    {
        // Of the lengths of codes, 0 is written 0 and 16 is written 1.
        var block = new BlockWriter().Bits(1, 1).Bits(2, 2).Bits(0, 5).Bits(0, 5).Bits(0, 4).Bits(1, 3).Bits(0, 3).Bits(0, 3).Bits(1, 3);

        Refused(block.Bits(1, 1).Bits(0, 400).ToArray()).ShouldStartWith("A block's code table is damaged");
    }

    private static byte[] Lengths(int[] counts) => [.. counts.SelectMany((count, length) => Enumerable.Repeat((byte)length, count))];

    /// <summary>A code of one bit for one of 257 symbols.</summary>
    private static byte[] Only(int symbol)
    {
        var lengths = new byte[257];
        lengths[symbol] = 1;
        return lengths;
    }

    private static void ShouldBeReadAsZlibDoes(byte[] block)
    {
        using var expected = new MemoryStream();
        new DeflateStream(new MemoryStream(block), CompressionMode.Decompress).CopyTo(expected);

        Decompress(Gzipped.Member(block, expected.ToArray())).ShouldBe(expected.ToArray());
    }

    private static string Refused(byte[] block)
    {
        var e = Should.Throw<ProblemException>(() => Decompress(Gzipped.Member(block, [])));
        e.Problem.ShouldBe(Problem.InvalidGzip);
        return e.Message;
    }

    private static byte[] Decompress(byte[] gzip)
    {
        var buffer = GzipReader.Decompress(gzip, 1024 * 1024, out var length);
        var bytes = buffer[..length];
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }
}

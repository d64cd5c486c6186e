using Ingest.Function.Encodings.Gzip;

namespace Ingest.Function.Tests.Encodings.Gzip;

/// <summary>Blocks are ten bits at the least: a body may have millions, and what one costs must not be a table.</summary>
public sealed class BlockCountTests
{
    [Fact]
    public void AMillionEmptyBlocksMakeNoTables()
    {
        var block = new BlockWriter();
        // Not last, fixed codes, end of block: 0, 01, 0000000.
        for (var i = 0; i < 4; i++) block.Bits(0b0000000_01_0, 10);
        // Four of them are five bytes.
        var deflate = new List<byte>();
        for (var i = 0; i < 250_000; i++) deflate.AddRange(block.ToArray());
        deflate.AddRange(new BlockWriter().Bits(0b0000000_01_1, 10).ToArray());

        var before = FixedCodes.Literals;
        GzipReader.Decompress([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, .. deflate, 0, 0, 0, 0, 0, 0, 0, 0], 1_024, out var length);

        length.ShouldBe(0);
        (before == FixedCodes.Literals).ShouldBeTrue();
    }
}

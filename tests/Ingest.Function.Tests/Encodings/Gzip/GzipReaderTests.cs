using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Encodings.Gzip;
using Ingest.Function.Problems;

namespace Ingest.Function.Tests.Encodings.Gzip;

public sealed class GzipReaderTests
{
    private const int Limit = 16 * 1024 * 1024;

    private static readonly byte[] Hello = Encoding.UTF8.GetBytes("hello, hello, hello");

    [Theory]
    [InlineData(ZLibCompressionStrategy.Default)]
    [InlineData(ZLibCompressionStrategy.Fixed)]
    [InlineData(ZLibCompressionStrategy.HuffmanOnly)]
    [InlineData(ZLibCompressionStrategy.RunLengthEncoding)]
    [InlineData(ZLibCompressionStrategy.Filtered)]
    public void WhatZlibMakesComesBackAtEveryLevel(ZLibCompressionStrategy strategy)
    {
        foreach (var bytes in Samples())
        {
            for (var level = 0; level <= 9; level++) Decompress(Gzipped.Of(bytes, level, strategy)).ShouldBe(bytes, $"{bytes.Length} bytes at level {level}");
        }
    }

    [Fact]
    public void AnyBytesComeBack() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<(byte Level, byte Times)>(), (bytes, how) =>
        {
            var repeated = Enumerable.Repeat(bytes, how.Times).SelectMany(b => b).ToArray();
            return Decompress(Gzipped.Of(repeated, how.Level % 10)).SequenceEqual(repeated);
        }));

    [Fact]
    public void DamagedDataIsRefusedOrIsWhatZlibReadsToo()
    {
        var random = new Random(1);
        var sources = Samples().Where(s => s.Length is > 0 and < 20_000).SelectMany(s => new[] { Gzipped.Of(s), Gzipped.Of(s, 9, ZLibCompressionStrategy.Fixed), Gzipped.Of(s, 0) }).ToArray();
        var refused = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var damaged = sources[random.Next(sources.Length)].ToArray();
            for (var times = random.Next(1, 4); times > 0; times--) damaged[random.Next(Math.Min(damaged.Length, 200))] ^= (byte)(1 << random.Next(8));
            try
            {
                Decompress(damaged).ShouldBe(WithZlib(damaged));
            }
            catch (ProblemException e) when (e.Problem == Problem.InvalidGzip)
            {
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public void CutOffAnywhereItIsRefused()
    {
        foreach (var gzip in new[] { Gzipped.Of(Samples().Last()), Gzipped.Of(Hello, 0), Gzipped.Of(Hello, 6, ZLibCompressionStrategy.Fixed), Gzipped.Member([3, 0], [], 16, "a comment\0"u8) })
        {
            for (var length = 0; length < gzip.Length; length += Math.Max(1, gzip.Length / 300))
                Refused(gzip[..length]).ShouldStartWith(length < 2 ? "Content-Encoding is gzip" : "The gzip data is cut off: it ends ");
            Refused(gzip[..^1]).ShouldBe("The gzip data is cut off: it ends within its checksum.");
        }
        Refused(Gzipped.Of(Hello)[..14]).ShouldBe("The gzip data is cut off: it ends before its last block does.");
    }

    [Fact]
    public void TheBufferIsAsLargeAsTheDataAndNotAsTheLimit() => GzipReader.Decompress(Gzipped.Of(Hello), Limit, out _).Length.ShouldBeLessThan(10_000);

    [Fact]
    public void AStoredBlockCutOffIsNotTakenForAShorterOne()
    {
        var gzip = Gzipped.Of(Hello, 0);

        Refused(gzip[..^9]).ShouldBe("The gzip data is cut off: it ends before its last block does.");
    }

    [Fact]
    public void MatchesOfEveryDistanceAndLengthRepeatWhatStoodThere()
    {
        var random = new Random(1);
        for (var period = 1; period <= 40; period++)
        {
            var pattern = new byte[period];
            random.NextBytes(pattern);
            // To the last byte of the buffer: a match must not write behind it.
            for (var length = 270; length < 560; length += period % 5 == 0 ? 1 : 37)
            {
                var bytes = Enumerable.Range(0, length).Select(i => pattern[i % period]).ToArray();
                Decompress(Gzipped.Of(bytes, 9), length).ShouldBe(bytes, $"{length} bytes of period {period}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void ABufferThatHasToGrowMayGrowToTheLimit(int level)
    {
        var bytes = Samples().Last();
        byte[] gzip = [.. Gzipped.Of(bytes, level), .. Gzipped.Of(Hello)];

        Decompress(gzip, bytes.Length + Hello.Length).Length.ShouldBe(bytes.Length + Hello.Length);
        Should.Throw<ProblemException>(() => Decompress(gzip, bytes.Length + Hello.Length - 1)).Problem.ShouldBe(Problem.BodyTooLarge);
        Decompress([.. Gzipped.Of(bytes, level), .. Gzipped.Of("")], bytes.Length).ShouldBe(bytes);
    }

    [Fact]
    public void AStoredBlockMayFillTheLimitAtOnce()
    {
        // The length of the last member, which is empty, is all that is known ahead.
        var bytes = Samples().Last()[..10_000];
        byte[] gzip = [.. Gzipped.Member([1, 0x10, 0x27, 0xEF, 0xD8, .. bytes], bytes), .. Gzipped.Of("")];

        Decompress(gzip, bytes.Length).ShouldBe(bytes);
    }

    [Fact]
    public void MembersBehindOneAnotherAreOneBody()
    {
        byte[] gzip = [.. Gzipped.Of("[{"), .. Gzipped.Of(""), .. Gzipped.Of(Hello, 0), .. Gzipped.Of(Hello, 9)];

        Encoding.UTF8.GetString(Decompress(gzip)).ShouldBe("[{hello, hello, hellohello, hello, hello");
    }

    [Fact]
    public void AMatchMayNotReachIntoTheMemberBefore()
    {
        // A fixed block with a match of length 3 at distance 1 and nothing before it: 1 10, 0000001, 00000, 0000000.
        byte[] blocks = [0x03, 0x02, 0x00];

        Refused([.. Gzipped.Of("aaa"), .. Gzipped.Member(blocks, "aaa"u8)]).ShouldStartWith("A match reaches back before the start");
    }

    [Fact]
    public void WhatStandsBehindTheEndIsRefusedWithItsPlace()
    {
        var gzip = Gzipped.Of(Hello);

        Refused([.. gzip, (byte)'\n']).ShouldBe($"Byte {gzip.Length} of the gzip data is behind its end and begins no other gzip member (0x0A, not 1F 8B).");
        Refused([.. gzip, 0x1F, 0x8B]).ShouldBe("The gzip data is cut off: it ends within its header.");
    }

    [Fact]
    public void AWrongChecksumOrLengthIsRefusedWithBothNumbers()
    {
        var checksum = Gzipped.Of(Hello);
        checksum[^8] ^= 1;
        var length = Gzipped.Of(Hello);
        length[^4]++;

        Refused(checksum).ShouldBe($"The decompressed data's checksum is 0x{Crc32.HashToUInt32(Hello):X8}; the gzip data states 0x{Crc32.HashToUInt32(Hello) ^ 1:X8}, at byte {checksum.Length - 8}.");
        Refused(length).ShouldBe($"The decompressed data has 19 bytes; the gzip data states 20, at byte {length.Length - 4}.");
    }

    [Fact]
    public void AHeaderMayHaveEveryPartThereIs()
    {
        byte[] parts = [3, 0, 1, 2, 3, .. "events.json\0"u8, .. "a comment\0"u8];
        var header = Gzipped.Member([], [], 2 + 4 + 8 + 16, parts)[..^8];
        var checksum = BitConverter.GetBytes((ushort)Crc32.HashToUInt32(header));

        Decompress(Gzipped.Member(Gzipped.Blocks(Gzipped.Of(Hello)), Hello, 2 + 4 + 8 + 16, [.. parts, .. checksum])).ShouldBe(Hello);
        Refused(Gzipped.Member(Gzipped.Blocks(Gzipped.Of(Hello)), Hello, 2 + 4 + 8 + 16, [.. parts, 0, 0])).ShouldStartWith("The gzip header's checksum is 0x");
    }

    [Theory]
    [InlineData(4, "010007")]
    [InlineData(4, "0000")]
    [InlineData(8, "00")]
    [InlineData(16, "00")]
    [InlineData(1, "")]
    public void APartOfAHeaderMayBeAsShortAsCanBe(byte flags, string part) =>
        Decompress(Gzipped.Member(Gzipped.Blocks(Gzipped.Of(Hello)), Hello, flags, Convert.FromHexString(part))).ShouldBe(Hello);

    [Theory]
    [InlineData("7B7D", "Content-Encoding is gzip, and the body does not begin as gzip does, with 1F 8B; it begins with 7B7D.")]
    [InlineData("1F8B0700000000000003", "Byte 2 of the gzip data names compression method 7; 8 (deflate) is the one there is.")]
    [InlineData("1F8B0820000000000003", "Byte 3 of the gzip data (0x20) sets reserved flags.")]
    [InlineData("1F8B080000000000000307", "A block has a type that does not exist, at or before byte 11 of the gzip data.")]
    [InlineData("1F8B0800000000000003010100FF00", "A stored block's length and its complement differ, at or before byte 15 of the gzip data.")]
    public void WhatIsNoGzipIsRefusedWithItsPlace(string hex, string detail) => Refused(Convert.FromHexString(hex)).ShouldBe(detail);

    [Fact]
    public void TheLimitIsExactAndNamed()
    {
        var bytes = Samples().Last();
        foreach (var level in new[] { 0, 6 })
        {
            var gzip = Gzipped.Of(bytes, level);
            Decompress(gzip, bytes.Length).ShouldBe(bytes);

            var e = Should.Throw<ProblemException>(() => Decompress(gzip, bytes.Length - 1));
            e.Problem.ShouldBe(Problem.BodyTooLarge);
            e.Message.ShouldBe($"The body is longer than {bytes.Length - 1} bytes once decompressed, the limit of a POST; send the events in several.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABombIsRefusedWithoutTheMemoryItAsksFor(bool understatesItsLength)
    {
        var bomb = Gzipped.Of(new byte[64 * 1024 * 1024]);
        if (understatesItsLength) bomb.AsSpan(^4..).Clear();
        const int limit = 1024 * 1024;

        Should.Throw<ProblemException>(() => Decompress(bomb, limit));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ProblemException>(() => Decompress(bomb, limit)).Problem.ShouldBe(Problem.BodyTooLarge);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 * limit);
    }

    [Fact]
    public void ALengthThatIsNotTrueCostsNothingButGrowth()
    {
        var bytes = Samples().Last();
        foreach (var stated in new[] { 0u, 1u, uint.MaxValue })
        {
            var gzip = Gzipped.Of(bytes);
            BitConverter.GetBytes(stated).CopyTo(gzip, gzip.Length - 4);
            Refused(gzip).ShouldBe($"The decompressed data has {bytes.Length} bytes; the gzip data states {stated}, at byte {gzip.Length - 4}.");
        }
    }

    [Fact]
    public void NothingIsAllocatedOnceTheBuffersAreThere()
    {
        var gzip = Gzipped.Of(Samples().Last());
        Return(gzip);
        Return(gzip);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Return(gzip);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    /// <summary>From nothing to what needs every kind of block, long codes and far matches; the last is the longest.</summary>
    private static IEnumerable<byte[]> Samples()
    {
        var random = new Random(1);
        yield return [];
        yield return [7];
        yield return Hello;
        yield return new byte[1_000];
        // Frequencies that double from one value to the next give the longest codes there are.
        yield return [.. Enumerable.Range(0, 17).SelectMany(i => Enumerable.Repeat((byte)i, 1 << i)).OrderBy(_ => random.Next())];
        var noise = new byte[70_000];
        random.NextBytes(noise);
        yield return noise;
        yield return Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 2_000).Select(i => Batches.Event($"dev-{random.Next(50)}", $"{random.NextInt64():x}")))}]");
    }

    private static byte[] Decompress(byte[] gzip, int limit = Limit)
    {
        var buffer = GzipReader.Decompress(gzip, limit, out var length);
        var bytes = buffer[..length];
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }

    private static void Return(byte[] gzip) => ArrayPool<byte>.Shared.Return(GzipReader.Decompress(gzip, Limit, out _));

    private static byte[] WithZlib(byte[] gzip)
    {
        using var output = new MemoryStream();
        new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress).CopyTo(output);
        return output.ToArray();
    }

    private static string Refused(byte[] gzip)
    {
        var e = Should.Throw<ProblemException>(() => Decompress(gzip));
        e.Problem.ShouldBe(Problem.InvalidGzip);
        return e.Message;
    }
}

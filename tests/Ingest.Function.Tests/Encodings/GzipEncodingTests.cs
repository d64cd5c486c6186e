using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Encodings;

namespace Ingest.Function.Tests.Encodings;

public sealed class GzipEncodingTests
{
    private const int Limit = 16 * 1024 * 1024;
    private const string Damaged = "The gzip data is damaged: a header, a block, a checksum or a length is not as it must be.";

    private static readonly GzipEncoding Gzip = new();

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
            for (var length = 0; length < gzip.Length; length += Math.Max(1, gzip.Length / 300)) Refused(gzip[..length]);
            Refused(gzip[..^1]);
        }
        Refused(Gzipped.Of(Samples().Last())[..^9]).ShouldStartWith("The gzip data does not end with the checksum and length of what it holds: after ");
    }

    /// <summary>Zero bytes look like the end of a member of nothing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(600)]
    public void ZerosBehindTheEndAreNoEnd(int count)
    {
        byte[] gzip = [.. Gzipped.Of(Hello), .. new byte[count]];

        Refused(gzip).ShouldStartWith("The gzip data does not end ");
    }

    /// <summary>A long run of one byte is a run of zero bits: wherever it is cut, it must not pass for a whole.</summary>
    [Fact]
    public void ALongRunCutOffAnywhereIsRefused()
    {
        var gzip = Gzipped.Of([.. Hello, .. new byte[200_000], .. Hello], 9);

        for (var length = 2; length < gzip.Length; length++) Refused(gzip[..length]);
    }

    /// <summary>The last member's checksum is the first one's, so it says nothing of those between.</summary>
    [Fact]
    public void AMemberBetweenTwoThatAreAlikeIsNotPassedOver()
    {
        var (alike, between) = (Gzipped.Of(Hello), Gzipped.Of("between"));
        Decompress([.. alike, .. between, .. alike]).Length.ShouldBe((2 * Hello.Length) + "between".Length);
        for (var at = 0; at < 3; at++)
        {
            byte[] gzip = [.. alike, .. between, .. alike];
            gzip[alike.Length + at] ^= 0x40;

            Refused(gzip);
        }
    }

    /// <summary>Its events would be neither stored nor named.</summary>
    [Fact]
    public void AMemberThatIsNotReadIsNotPassedOver()
    {
        var first = Gzipped.Of(Hello);
        var second = Gzipped.Of(Samples().Last());
        for (var at = 0; at < 4; at++)
        {
            byte[] gzip = [.. first, .. second];
            gzip[first.Length + at] ^= 0x40;

            Refused(gzip);
        }
    }

    [Fact]
    public void TheBufferIsAsLargeAsTheDataAndNotAsTheLimit() => Gzip.Decode(Gzipped.Of(Hello), Limit, out _).Length.ShouldBeLessThan(10_000);

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
    public void WhatStandsBehindTheEndIsRefused()
    {
        var gzip = Gzipped.Of(Hello);

        Refused([.. gzip, (byte)'\n']).ShouldBe("The gzip data does not end with the checksum and length of what it holds: after 19 decompressed bytes it is cut off, or something else stands behind it.");
        Refused([.. gzip, 0x1F, 0x8B]);
    }

    [Fact]
    public void AWrongChecksumOrLengthIsRefused()
    {
        var checksum = Gzipped.Of(Hello);
        checksum[^8] ^= 1;
        var length = Gzipped.Of(Hello);
        length[^4]++;

        Refused(checksum).ShouldBe(Damaged);
        Refused(length).ShouldBe(Damaged);
        Refused([.. checksum, .. Gzipped.Of(Hello)]).ShouldBe(Damaged);
    }

    [Fact]
    public void AHeaderMayHaveEveryPartThereIs()
    {
        byte[] parts = [3, 0, 1, 2, 3, .. "events.json\0"u8, .. "a comment\0"u8];
        var header = Gzipped.Member([], [], 2 + 4 + 8 + 16, parts)[..^8];
        var checksum = BitConverter.GetBytes((ushort)Crc32.HashToUInt32(header));

        Decompress(Gzipped.Member(Gzipped.Blocks(Gzipped.Of(Hello)), Hello, 2 + 4 + 8 + 16, [.. parts, .. checksum])).ShouldBe(Hello);
        Refused(Gzipped.Member(Gzipped.Blocks(Gzipped.Of(Hello)), Hello, 2 + 4 + 8 + 16, [.. parts, 0, 0])).ShouldBe(Damaged);
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
    [InlineData("1F8B", "The gzip data is cut off: it ends within its header or checksum.")]
    [InlineData("1F8B07000000000000030300000000000000000000", Damaged)]
    [InlineData("1F8B08200000000000030300000000000000000000", Damaged)]
    [InlineData("1F8B080000000000000307000000000000000000", Damaged)]
    [InlineData("1F8B0800000000000003010100FF0000000000000000", Damaged)]
    public void WhatIsNoGzipIsRefused(string hex, string detail) => Refused(Convert.FromHexString(hex)).ShouldBe(detail);

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
            Refused(gzip).ShouldBe(Damaged);
        }
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
        var buffer = Gzip.Decode(gzip, limit, out var length);
        var bytes = buffer[..length];
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }

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

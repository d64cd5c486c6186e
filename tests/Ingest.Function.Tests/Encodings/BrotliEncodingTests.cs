using System.Buffers;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Encodings;

namespace Ingest.Function.Tests.Encodings;

public sealed class BrotliEncodingTests
{
    private static readonly byte[] Events = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 500).Select(i => Batches.Event("a", $"{i}")))}]");

    [Fact]
    public void AnyBytesComeBack() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<(byte Level, byte Times)>(), (bytes, how) =>
        {
            var repeated = Enumerable.Repeat(bytes, how.Times).SelectMany(b => b).ToArray();
            return Decode(Brotli(repeated, how.Level % 12)).SequenceEqual(repeated);
        }));

    [Fact]
    public void CutOffAnywhereItIsRefused()
    {
        var brotli = Brotli(Events);

        for (var length = 0; length < brotli.Length; length++) Refused(brotli[..length]).ShouldBe("The brotli data is cut off.");
    }

    [Fact]
    public void WhatStandsBehindTheEndIsRefusedWithItsPlace()
    {
        var brotli = Brotli(Events);

        Refused([.. brotli, (byte)'\n']).ShouldBe($"Byte {brotli.Length} of the brotli data is behind its end.");
        Refused([.. brotli, .. brotli]).ShouldBe($"Byte {brotli.Length} of the brotli data is behind its end.");
    }

    [Fact]
    public void JsonIsNoBrotli() => Refused(Events).ShouldStartWith("The brotli data is ");

    [Fact]
    public void TheLimitIsExactAndNamed()
    {
        var brotli = Brotli(Events);

        Decode(brotli, Events.Length).ShouldBe(Events);
        var e = Should.Throw<ProblemException>(() => Decode(brotli, Events.Length - 1));
        (e.Problem, e.Message).ShouldBe((Problem.BodyTooLarge, $"The body is longer than {Events.Length - 1} bytes once decompressed, the limit of a POST; send the events in several."));
    }

    [Fact]
    public void ABombIsRefusedWithoutTheMemoryItAsksFor()
    {
        var bomb = Brotli(new byte[64 * 1024 * 1024]);
        const int limit = 1024 * 1024;
        Should.Throw<ProblemException>(() => Decode(bomb, limit));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<ProblemException>(() => Decode(bomb, limit)).Problem.ShouldBe(Problem.BodyTooLarge);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 * limit);
    }

    private static byte[] Brotli(byte[] bytes, int quality = 5)
    {
        var brotli = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length) + 64];
        BrotliEncoder.TryCompress(bytes, brotli, out var length, quality, window: 22).ShouldBeTrue();
        return brotli[..length];
    }

    private static byte[] Decode(byte[] brotli, int limit = 16 * 1024 * 1024)
    {
        var buffer = new BrotliEncoding().Decode(brotli, limit, out var length);
        var bytes = buffer[..length];
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }

    private static string Refused(byte[] brotli)
    {
        var e = Should.Throw<ProblemException>(() => Decode(brotli));
        e.Problem.ShouldBe(Problem.InvalidBrotli);
        return e.Message;
    }
}

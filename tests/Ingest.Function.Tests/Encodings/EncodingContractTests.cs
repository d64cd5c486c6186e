using System.Buffers;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Encodings;

namespace Ingest.Function.Tests.Encodings;

/// <summary>What holds of every encoding, whatever its format. gzip's and brotli's own tests say more.</summary>
public sealed class EncodingContractTests
{
    private static readonly byte[] Events = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 500).Select(i => Batches.Event("a", $"{i}")))}]");

    public static TheoryData<string> Tokens { get; } = ["gzip", "deflate", "br", "zstd"];

    [Theory, MemberData(nameof(Tokens))]
    public void AnyBytesComeBack(string token) =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (bytes, times) =>
        {
            var repeated = Enumerable.Repeat(bytes, times).SelectMany(b => b).ToArray();
            return Decode(token, Encode(token, repeated)).SequenceEqual(repeated);
        }));

    [Theory, MemberData(nameof(Tokens))]
    public void CutOffAnywhereItIsRefusedForWhatItIs(string token)
    {
        var encoded = Encode(token, Events);

        for (var length = 1; length < encoded.Length; length += 1 + (encoded.Length / 500)) Refused(token, encoded[..length]).ShouldBeOneOf(InvalidCodes);
        Refused(token, encoded[..^1]).ShouldBeOneOf(InvalidCodes);
    }

    [Theory, MemberData(nameof(Tokens))]
    public void WhatStandsBehindTheEndIsRefused(string token)
    {
        Refused(token, [.. Encode(token, Events), (byte)'\n']).ShouldBeOneOf(InvalidCodes);
        Refused(token, [.. Encode(token, Events), .. "{\"deviceId\":1}"u8]).ShouldBeOneOf(InvalidCodes);
    }

    [Theory, MemberData(nameof(Tokens))]
    public void JsonIsRefused(string token) => Refused(token, Events).ShouldBeOneOf(InvalidCodes);

    [Theory, MemberData(nameof(Tokens))]
    public void TheLimitIsExact(string token)
    {
        var encoded = Encode(token, Events);

        Decode(token, encoded, Events.Length).ShouldBe(Events);
        Refused(token, encoded, Events.Length - 1).ShouldBe("body-too-large");
    }

    /// <summary>By what is rented and allocated: a window of 8 MB at most, and the limit.</summary>
    [Theory, MemberData(nameof(Tokens))]
    public void ABombIsRefusedWithoutTheMemoryItAsksFor(string token)
    {
        var bomb = Encode(token, new byte[256 * 1024 * 1024]);
        const int limit = 1024 * 1024;
        Refused(token, bomb, limit);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refused(token, bomb, limit).ShouldBe("body-too-large");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16 * limit);
    }

    [Theory, MemberData(nameof(Tokens))]
    public void NoDamageComesThroughAsAnythingButARefusalOrWhatTheFormatSays(string token) =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(byte Value, ushort At)[]>(), damages =>
        {
            var encoded = Encode(token, Events);
            foreach (var (value, at) in damages) encoded[at % encoded.Length] = value;
            try
            {
                Decode(token, encoded);
            }
            catch (ProblemException e)
            {
                e.Problem.ShouldBeOneOf(Problem.InvalidGzip, Problem.InvalidDeflate, Problem.InvalidBrotli, Problem.InvalidZstd, Problem.BodyTooLarge);
            }
        }));

    [Fact]
    public void DeflateThatNeedsADictionaryIsRefused() => Refused("deflate", [0x78, 0xBB, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1]).ShouldBe("invalid-deflate");

    [Fact]
    public void DeflateWithoutItsHeaderIsRefusedWithTheFormatMeant()
    {
        using var output = new MemoryStream();
        using (var raw = new DeflateStream(output, CompressionLevel.Optimal)) raw.Write(Events);

        Should.Throw<ProblemException>(() => Decode("deflate", output.ToArray())).Message.ShouldContain("zlib format does (RFC 1950)");
    }

    private static readonly string[] InvalidCodes = ["invalid-gzip", "invalid-deflate", "invalid-brotli", "invalid-zstd"];

    private static byte[] Encode(string token, byte[] bytes)
    {
        using var output = new MemoryStream();
        using (Stream stream = token switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZstdSharp.CompressionStream(output, leaveOpen: true),
        }) stream.Write(bytes);
        // .NET writes nothing at all for nothing.
        return output.Length == 0 && token == "gzip" ? Gzipped.Of("") : output.Length == 0 && token == "deflate" ? [0x78, 0x9C, 3, 0, 0, 0, 0, 1] : output.ToArray();
    }

    private static byte[] Decode(string token, byte[] encoded, int limit = 16 * 1024 * 1024)
    {
        ReadOnlySpan<byte> header = Encoding.ASCII.GetBytes(token);
        var buffer = ContentEncodings.TakeLast(ref header)!.Decode(encoded, limit, out var length);
        var bytes = buffer[..length];
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }

    private static string Refused(string token, byte[] encoded, int limit = 16 * 1024 * 1024) => Should.Throw<ProblemException>(() => Decode(token, encoded, limit)).Problem.Code;
}

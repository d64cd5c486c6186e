using System.Buffers;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Encodings;

namespace Ingest.Function.Tests.Encodings;

public sealed class RequestBodyTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes($"[{Batches.Event("a", "1")}]");

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZip")]
    [InlineData(" x-gzip ")]
    [InlineData("X-GZIP")]
    public void AGzippedBodyIsDecompressed(string encoding) => Read(Gzipped.Of(Body), encoding).ShouldBe(Body);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Identity")]
    public void AnyOtherBodyIsTakenAsItIs(string? encoding) => Read(Body, encoding).ShouldBe(Body);

    [Theory]
    [InlineData("compress", "compress")]
    [InlineData("gzip, snappy", "snappy")]
    [InlineData("lz4, gzip", "lz4")]
    public void AnyOtherEncodingIsRefusedByNameBeforeAnythingIsDecoded(string encoding, string named)
    {
        var refusal = Refused(() => Read(Body, encoding), Problem.UnsupportedEncoding);

        refusal.ShouldBe($"The content encoding is '{named}'; send gzip or deflate or br or zstd, or the body as it is.");
    }

    [Theory]
    [InlineData("gzip, gzip")]
    [InlineData("identity,gzip , x-gzip,")]
    public void EncodingsOnTopOfOneAnotherAreUndoneInTurn(string encoding) => Read(Gzipped.Of(Gzipped.Of(Body)), encoding).ShouldBe(Body);

    [Fact]
    public void MoreThanThreeAreRefused() =>
        Refused(() => Read(Body, "gzip,br,gzip,br"), Problem.UnsupportedEncoding).ShouldBe("The body is encoded 4 times; the limit is 3.");

    [Fact]
    public void ABodyMayNotBecomeLongOutOfAllProportion() =>
        Refused(() => Read(Brotli(new byte[4 * 1024 * 1024]), "br"), Problem.BodyTooLarge).ShouldEndWith("beyond 1048576 bytes the limit is 1100 times as many.");

    [Fact]
    public void AnEmptyBodyIsEmptyWhateverItsEncoding()
    {
        Read(null, "gzip").ShouldBeEmpty();
        Read(Gzipped.Of(""), "gzip").ShouldBeEmpty();
    }

    [Fact]
    public void GzipDeliveredAsTextIsRefusedWithWhatToChange() =>
        Refused(() => Read(Encoding.UTF8.GetBytes("\u001F\uFFFD\b"), "gzip", isBase64: false), Problem.InvalidGzip)
            .ShouldEndWith("as it does if the content type is 'application/json'. Compressed data is damaged by that: send it as application/octet-stream.");

    [Fact]
    public void DamagedBase64IsNamedBeforeTheGzipInIt() =>
        Refused(() => RequestBody.Read(Request(Encoding.ASCII.GetBytes("!!!!"), "gzip", isBase64: true), Batches.Settings.MaxBodyBytes), Problem.InvalidBase64);

    [Theory]
    [InlineData(null, "The body has 1025 bytes; the limit is 1024.")]
    [InlineData("gzip", "The body is longer than 1024 bytes once decompressed, the limit of a POST; send the events in several.")]
    public void TheLimitHoldsForTheBodyDecompressed(string? encoding, string detail)
    {
        var settings = Batches.Settings with { MaxBodyBytes = 1024 };
        byte[] Encoded(int length) => encoding is null ? new byte[length] : Gzipped.Of(new byte[length]);

        Read(Encoded(1024), encoding, settings).Length.ShouldBe(1024);
        Refused(() => Read(Encoded(1025), encoding, settings), Problem.BodyTooLarge).ShouldBe(detail);
    }

    [Fact]
    public void GzippedAtAnyLevelABodyHasTheOutcomeItHasPlain() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(byte Value, ushort At)[]>(), ArbMap.Default.ArbFor<byte>(), (damages, level) =>
        {
            var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 8).Select(i => Batches.Event("dev-1", $"id-{i}")))}]");
            foreach (var (value, at) in damages.Take(4)) body[at % body.Length] = value;
            return Outcome(Read(Gzipped.Of(body, level % 10), "gzip")) == Outcome(Read(body, null));
        }));

    private static byte[] Brotli(byte[] bytes)
    {
        var brotli = new byte[1024];
        BrotliEncoder.TryCompress(bytes, brotli, out var length).ShouldBeTrue();
        return brotli[..length];
    }

    private static string Outcome(byte[] body)
    {
        try
        {
            using var batch = Batches.Decode(body);
            return string.Join('\n', [$"{batch.Received}", .. batch.Events.Select(e => batch.StringOf(e.SortKey)), .. batch.Rejections.Select(r => r.ToString())]);
        }
        catch (ProblemException e)
        {
            return $"{e.Problem.Code} {e.Message}";
        }
    }

    private static string Refused(Action read, Problem problem)
    {
        var e = Should.Throw<ProblemException>(read);
        e.Problem.ShouldBe(problem);
        return e.Message;
    }

    private static byte[] Read(byte[]? body, string? encoding, IngestSettings? settings = null, bool isBase64 = true)
    {
        var encoded = body is null ? null : isBase64 ? Encoding.ASCII.GetBytes(Convert.ToBase64String(body)) : body;
        return RequestBody.Read(Request(encoded, encoding, isBase64), (settings ?? Batches.Settings).MaxBodyBytes).ToArray();
    }

    private static FunctionUrlRequest Request(byte[]? body, string? encoding, bool isBase64)
    {
        Utf8Body? delivered = null;
        if (body is not null)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(body.Length);
            body.CopyTo(buffer, 0);
            delivered = Utf8Body.Rent(buffer, body.Length);
        }
        return new FunctionUrlRequest { Body = delivered, IsBase64Encoded = isBase64 }.With(("content-type", "application/json"), ("content-encoding", encoding));
    }
}

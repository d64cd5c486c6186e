using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Ingest.Perf.Events;
using Ingest.Testing;

namespace Ingest.Perf.Tests.Events;

public sealed class InvocationTemplateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(399)]
    [InlineData(8_000)]
    public void AnEventIsTwoHundredBytesOfJson(int id)
    {
        var body = SampleEvents.Body(1, id, Now);

        var sample = JsonDocument.Parse(body).RootElement.GetProperty("events")[0];
        Encoding.UTF8.GetByteCount(sample.GetRawText()).ShouldBe(200);
        sample.GetProperty("time").GetDateTimeOffset().ShouldBe(Now);
        sample.GetProperty("deviceId").GetString().ShouldBe($"dev-{id % 50:D4}");
    }

    [Fact]
    public void EveryInvocationHasItsOwnRequestIdDeadlineAndEvents()
    {
        var template = new InvocationTemplate(2, BodyForm.Text, Now);

        var first = Parse(template.For(1, Now));
        var second = Parse(template.For(2, Now.AddSeconds(1)));

        first.Head.ShouldContain("Lambda-Runtime-Aws-Request-Id: 00000000-0000-4000-8000-000000000001\r\n");
        first.Head.ShouldContain($"Lambda-Runtime-Deadline-Ms: {Now.AddSeconds(30).ToUnixTimeMilliseconds()}\r\n");
        second.Head.ShouldContain("Lambda-Runtime-Aws-Request-Id: 00000000-0000-4000-8000-000000000002\r\n");
        second.Head.ShouldContain($"Lambda-Runtime-Deadline-Ms: {Now.AddSeconds(31).ToUnixTimeMilliseconds()}\r\n");
        Ids(first.Body(Encoding.UTF8.GetBytes)).Intersect(Ids(second.Body(Encoding.UTF8.GetBytes))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnEncodedBodyHoldsTheSameEvents(bool compressed)
    {
        var form = compressed ? BodyForm.Gzip : BodyForm.Base64;
        var invocation = Parse(new InvocationTemplate(10, form, Now).For(0, Now));

        invocation.Envelope.GetProperty("isBase64Encoded").GetBoolean().ShouldBeTrue();
        var bytes = invocation.Body(Convert.FromBase64String);
        if (compressed)
        {
            using var unzipped = new MemoryStream();
            new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress).CopyTo(unzipped);
            bytes = unzipped.ToArray();
        }
        bytes.ShouldBe(SampleEvents.Body(10, 0, Now));
    }

    private static List<string> Ids(byte[] body) =>
        [.. JsonDocument.Parse(body).RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];

    private static Invocation Parse(ReadOnlySpan<byte> response)
    {
        var end = response.IndexOf("\r\n\r\n"u8);
        var head = Encoding.ASCII.GetString(response[..(end + 2)]);
        var payload = response[(end + 4)..].ToArray();
        head.ShouldContain($"Content-Length: {payload.Length}\r\n");
        return new Invocation(head, JsonDocument.Parse(payload).RootElement);
    }

    private sealed record Invocation(string Head, JsonElement Envelope)
    {
        public byte[] Body(Func<string, byte[]> decode) => decode(Envelope.GetProperty("body").GetString()!);
    }
}

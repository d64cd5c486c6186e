using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Formats;
using Ingest.Function.Formats.Ndjson;

namespace Ingest.Function.Tests.Formats.Ndjson;

public sealed class NdjsonFormatTests
{
    private static readonly string Good = Batches.Event("a", "1");

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("Application/X-NDJSON; charset=utf-8")]
    [InlineData("application/jsonl")]
    [InlineData("application/stream+json")]
    public void ItIsKnownByItsContentTypes(string type) =>
        new EventFormats([]).Find(new FunctionUrlRequest().With(("content-type", type))).ShouldBeOfType<NdjsonFormat>();

    [Theory]
    [InlineData("{0}", 1)]
    [InlineData("{0}\n", 1)]
    [InlineData("\uFEFF{0}\r\n{0}\r\n", 2)]
    [InlineData("\n \t\n{0}\n\n\n  {0}  \n", 2)]
    public void EachLineIsAnEventAndBlankOnesAreNone(string format, int events)
    {
        using var batch = Read(format.Replace("{0}", Good, StringComparison.Ordinal));

        (batch.Received, batch.Events.Count).ShouldBe((events, events));
        foreach (var e in batch.Events) Encoding.UTF8.GetString(batch.Bytes(e)).ShouldBe(Good);
    }

    [Theory]
    [InlineData("{\"deviceId\":\"b\"", "malformed-json", "/1")]
    [InlineData("{\"deviceId\":", "malformed-json", "/1")]
    [InlineData("\"unclosed {", "not-an-object", "/1")]
    [InlineData("[{0}]", "not-an-object", "/1")]
    [InlineData("{0}{0}", "malformed-json", "/1")]
    [InlineData("{0},", "malformed-json", "/1")]
    [InlineData("{\"deviceId\":\"b\",\"time\":\"2026-11-21T12:00:00Z\",\"values\":{\"t\":\"\\ud800\"}}", "lone-surrogate", "/1/values/t")]
    public void ABrokenLineIsRejectedAlone(string line, string code, string pointer)
    {
        using var batch = Read($"{Good}\n{line.Replace("{0}", Good, StringComparison.Ordinal)}\n{Batches.Event("a", "3")}");

        batch.Events.Select(e => e.Index).ShouldBe([0, 2]);
        var rejection = batch.Rejections.ShouldHaveSingleItem();
        (rejection.Index, rejection.Problem.Code, rejection.Pointer).ShouldBe((1, code, pointer));
    }

    [Fact]
    public void PointersCarryTheLineAndIndexesTheEvent()
    {
        using var batch = Read($"{Good}\n\n\n{{\"deviceId\":\"b\"}}");

        var rejection = batch.Rejections.ShouldHaveSingleItem();
        rejection.Index.ShouldBe(1);
        new[] { rejection.Pointer }.Concat(rejection.More.Select(e => e.Pointer)).ShouldAllBe(pointer => pointer.StartsWith("/3", StringComparison.Ordinal));
    }

    [Fact]
    public void BytesThatAreNotUtf8CostTheirLineAlone()
    {
        using var batch = Read([.. Encoding.UTF8.GetBytes(Good + "\n{\"deviceId\":\""), 0xFF, .. Encoding.UTF8.GetBytes($"\"}}\n{Good}")]);

        batch.Rejections.ShouldHaveSingleItem().Problem.ShouldBe(Problem.InvalidUtf8);
        batch.Events.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n ")]
    public void ABodyWithoutEventsIsEmpty(string body) => Should.Throw<ProblemException>(() => Read(body)).Problem.ShouldBe(Problem.EmptyBody);

    [Fact]
    public void TheMostEventsAreNotExceeded()
    {
        var settings = Batches.Settings with { MaxEvents = 2 };

        using var batch = Read(Encoding.UTF8.GetBytes($"{Good}\n{Good}\n"), settings);

        batch.Received.ShouldBe(2);
        Should.Throw<ProblemException>(() => Read(Encoding.UTF8.GetBytes($"{Good}\n{Good}\n{Good}"), settings)).Problem.ShouldBe(Problem.TooManyEvents);
    }

    /// <summary>No line is stepped over, whatever its neighbours hold.</summary>
    [Fact]
    public void EveryLineIsAccountedFor() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), lines =>
        {
            var body = lines.SelectMany(line => line.Where(b => b != '\n').Append((byte)'\n').Concat(Encoding.UTF8.GetBytes(Good)).Append((byte)'\n')).ToArray();
            if (lines.Length == 0) return true;
            using var batch = Read(body);
            return batch.Events.Count == lines.Length && batch.Received == batch.Events.Count + batch.Rejections.Count;
        }));

    private static EventBatch Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    private static EventBatch Read(byte[] body, IngestSettings? settings = null)
    {
        var batch = EventBatch.Rent(body, "r", Batches.Now.ToUnixTimeMilliseconds());
        using var request = new FunctionUrlRequest { IsBase64Encoded = true };
        new NdjsonFormat().Read(batch, request, settings ?? Batches.Settings);
        return batch;
    }
}

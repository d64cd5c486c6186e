using System.Text;
using Ingest.Function.Formats.Native;

namespace Ingest.Function.Tests.Formats.Native;

public sealed class BodyReaderTests
{
    private static readonly string Good = Batches.Event("dev-1", "good");

    [Theory]
    [InlineData("{0}")]
    [InlineData("[{0}]")]
    [InlineData("{{\"events\":[{0}]}}")]
    [InlineData(" \r\n\t{{ \"events\" : [ {0} ] }} ")]
    [InlineData("\uFEFF[{0}]")]
    public void OneObjectAnArrayAndAnEnvelopeAreRead(string format)
    {
        using var batch = Batches.Decode(string.Format(format, Good));

        batch.Received.ShouldBe(1);
        batch.StringOf(batch.Events.ShouldHaveSingleItem().Id).ShouldBe("good");
    }

    [Theory]
    [InlineData("{\"deviceId\":}", "malformed-json")]
    [InlineData("{\"deviceId\":\"x\",\"deviceId\":\"x\"}", "duplicate-member")]
    [InlineData("7", "not-an-object")]
    [InlineData("\"a,]b\"", "not-an-object")]
    [InlineData("null", "not-an-object")]
    [InlineData("\"a {b}, {c}\"", "not-an-object")]
    [InlineData("[1,[2]]", "not-an-object")]
    [InlineData("", "not-an-object")]
    [InlineData("{\"a\":\"]},\\\"\"x}", "malformed-json")]
    [InlineData("{\"a\":tru,\"b\":[1,{\"c\":NaN}]}", "malformed-json")]
    [InlineData("{'a':1}", "malformed-json")]
    [InlineData("{\"a\":1 \"b\":2}", "malformed-json")]
    [InlineData("{\"a\":1,}", "malformed-json")]
    [InlineData("{\"a\":\"\\x\"}", "malformed-json")]
    public void ADamagedEventIsRejectedAloneIfTheNextOneCanBeFound(string damaged, string code)
    {
        using var batch = Batches.Decode($"[{Good},{damaged},{Batches.Event("dev-1", "next")}]");

        batch.Received.ShouldBe(3);
        batch.Events.Select(e => batch.StringOf(e.Id)).ShouldBe(["good", "next"]);
        batch.Rejections.ShouldHaveSingleItem().Index.ShouldBe(1);
        batch.Rejections[0].Problem.Code.ShouldBe(code);
    }

    [Fact]
    public void AnElementMayNestDeeplyAndStillEnd()
    {
        using var batch = Batches.Decode($"[{Good},{new string('[', 1_000)}{new string(']', 1_000)},{Batches.Event("dev-1", "next")}]");

        batch.Codes().ShouldBe(["1:not-an-object:"]);
        batch.Events.Count.ShouldBe(2);
    }

    [Fact]
    public void AnEventWithGarbageBehindItIsRejectedAlone()
    {
        using var batch = Batches.Decode($"[{Good} x, {Batches.Event("dev-1", "next")}]");

        batch.Events.Select(e => batch.StringOf(e.Id)).ShouldBe(["next"]);
        batch.Codes().ShouldBe(["0:malformed-json:"]);
        batch.Rejections[0].Id.ShouldBe("good");
    }

    [Fact]
    public void InvalidUtf8IsRejectedAloneAndItsByteNamed()
    {
        var body = Encoding.Latin1.GetBytes($"[{Good},{Batches.Event("dev-1", extra: ",\"note\":\"caf\u00e9\"")}]");

        using var batch = Batches.Decode(body);

        batch.Events.Count.ShouldBe(1);
        batch.Codes().ShouldBe(["1:invalid-utf8:"]);
        batch.Rejections[0].Detail.ShouldEndWith("(0xE9) does not continue valid UTF-8.");
    }

    [Fact]
    public void WhetherAnEventIsUtf8IsSeenOfItsOwnBytesAlone()
    {
        // A brace within a string is no end to recover at; looking on behind it blamed this event, and took a time that grew with the body for each.
        var brace = Batches.Event("dev-1", "brace", extra: ",\"note\":\"{\"");
        var body = Encoding.Latin1.GetBytes($"[{brace},{Batches.Event("dev-1", extra: ",\"note\":\"caf\u00e9\"")}]");

        using var batch = Batches.Decode(body);

        batch.Events.Select(e => batch.StringOf(e.Id)).ShouldBe(["brace"]);
        batch.Codes().ShouldBe(["1:invalid-utf8:"]);
    }

    [Theory]
    [InlineData("", "empty-body")]
    [InlineData("  \n", "empty-body")]
    [InlineData("[]", "no-events")]
    [InlineData("{{\"events\":[]}}", "no-events")]
    [InlineData("hello", "malformed-body")]
    [InlineData("[{0}", "malformed-body")]
    [InlineData("[{0},{{\"deviceId\":\"x", "malformed-body")]
    [InlineData("[{0}]]", "malformed-body")]
    [InlineData("{0}{0}", "malformed-body")]
    [InlineData("{{\"events\":[{0}],\"sentAt\":1}}", "invalid-envelope")]
    [InlineData("{{\"events\":[{0}],}}", "malformed-body")]
    [InlineData("{{\"v\":1,\"events\":[{0}]}}", "invalid-envelope")]
    [InlineData("{{\"events\":{0}}}", "invalid-envelope")]
    [InlineData("[{{\"events\":[{0},{0}]}},{0}]", "invalid-envelope")]
    // A comma, bracket or quote is missing: another event may stand where it is not seen.
    [InlineData("[{0} {0}, {0}]", "malformed-body")]
    [InlineData("[{0}{0}]", "malformed-body")]
    [InlineData("[{0} \"x\" {0}, {0}]", "malformed-body")]
    [InlineData("[{{\"a\" {{\"b\":1}}}},{0}]", "malformed-body")]
    [InlineData("[[{0},{0}],{0}]", "malformed-body")]
    [InlineData("[[[{0}]],{0}]", "malformed-body")]
    [InlineData("[7 {0},{0}]", "malformed-body")]
    [InlineData("[{{\"a\":\"x\"y\":1}},{0},{{\"c\":\"x\"y\":1}},{0}]", "malformed-body")]
    [InlineData("[{{\"a\":{{\"b\":1}},{0},{{\"c\":1}}}},{0}]", "malformed-body")]
    [InlineData("[{{\"a\":[1,{0},{{\"c\":1]}},{0}]", "malformed-body")]
    [InlineData("[{{\"a\":\"x}},{0},{{\"c\":\"y}},{0}]", "malformed-body")]
    [InlineData("[{{\"a\":\"x}},{{\",\":\",\"}},{{\"\":x}},{0}]", "malformed-body")]
    [InlineData("{{\"deviceId\":}}{0}", "malformed-body")]
    [InlineData("{{\"deviceId\":}},{0}", "malformed-body")]
    public void ABodyThatCannotBeReadIsRefusedWholeAndNothingIsLeftToWrite(string format, string code)
    {
        using var batch = Ingest.Function.Events.EventBatch.Rent(Encoding.UTF8.GetBytes(string.Format(format, Good)), "r", Batches.Now.ToUnixTimeMilliseconds());

        var e = Should.Throw<ProblemException>(() => BodyReader.Read(batch, Batches.Settings));

        e.Problem.Code.ShouldBe(code);
        batch.Events.ShouldBeEmpty();
    }

    [Fact]
    public void AnEventThatThePlatformDecodedWronglyIsRejectedByName()
    {
        var body = $"[{Batches.Event("a", "1")},{Batches.Event("a", "2", ",\"n\":\"caf\uFFFD\"")},{Batches.Event("a", "3", ",\"n\":\"\\ufffd\"")}]";
        using var text = Batches.Decode(Encoding.UTF8.GetBytes(body), cameAsText: true);

        text.Codes().ShouldBe(["1:invalid-utf8:"]);
        text.Rejections[0].Id.ShouldBe("2");
        text.Rejections[0].Detail.ShouldEndWith("Send UTF-8; if U+FFFD is meant, as application/octet-stream.");
        text.Events.Count.ShouldBe(2);

        using var bytes = Batches.Decode(body);
        bytes.Rejections.ShouldBeEmpty();
    }

    [Fact]
    public void TooManyEventsAreCountedAndRefusedWhole()
    {
        var settings = Batches.Settings with { MaxEvents = 2 };

        var e = Should.Throw<ProblemException>(() => Batches.Decode($"[{Good},{Good},7,{Good}]", settings));

        e.Problem.ShouldBe(Problem.TooManyEvents);
        e.Message.ShouldBe("The body holds 4 events; the limit is 2 a POST.");
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void SixMegabytesOfNestingAreRefusedAndNothingBreaks(char open)
    {
        var body = open == '[' ? new string('[', 6_000_000) : string.Concat(Enumerable.Repeat("{\"a\":", 1_200_000));

        try
        {
            using var batch = Batches.Decode(body);
            batch.Rejections.ShouldHaveSingleItem().Problem.ShouldBe(Problem.TooDeep);
        }
        catch (ProblemException e)
        {
            e.Problem.ShouldBe(Problem.MalformedBody);
        }
    }

    [Fact]
    public void EveryEventOfADamagedBodyIsAccountedFor() =>
        FsCheck.Check.QuickThrowOnFailure(FsCheck.Fluent.Prop.ForAll(
            FsCheck.Fluent.ArbMap.Default.ArbFor<(byte, ushort)[]>(),
            damages =>
            {
                var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 8).Select(i => Batches.Event("dev-1", $"id-{i}")))}]");
                foreach (var (value, at) in damages.Take(4)) body[at % body.Length] = value;
                try
                {
                    using var batch = Batches.Decode(body);
                    return batch.Received == batch.Events.Count + batch.Rejections.Count
                        && batch.Events.Select(e => e.Index).Concat(batch.Rejections.Select(r => r.Index)).Order().SequenceEqual(Enumerable.Range(0, batch.Received));
                }
                catch (ProblemException)
                {
                    return true;
                }
            }));
}

using System.Text;

namespace Ingest.Function.Tests.Events;

public sealed class EventReaderTests
{
    [Fact]
    public void AFullEventIsRead()
    {
        using var batch = Batches.Decode("""{"deviceId":"dev-0042","id":"01JD","time":"2026-11-21T01:00:00.123+01:00","type":"reading","values":{"temperature":21.5,"state":"ok","on":true},"tags":{"site":"a"},"more":[{"x":null}]}""");

        batch.Rejections.ShouldBeEmpty();
        var e = batch.Events.ShouldHaveSingleItem();
        batch.StringOf(e.DeviceId).ShouldBe("dev-0042");
        batch.StringOf(e.SortKey).ShouldBe("2026-11-21T00:00:00.123Z#01JD");
        batch.StringOf(e.Id).ShouldBe("01JD");
        e.CarriesId.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"time":T,"values":{"a":1}}""", "missing-member", "/deviceId")]
    [InlineData("""{"deviceId":"d","values":{"a":1}}""", "missing-member", "/time")]
    [InlineData("""{"deviceId":"d","time":T}""", "missing-member", "/values")]
    [InlineData("""{"deviceId":7,"time":T,"values":{"a":1}}""", "wrong-type", "/deviceId")]
    [InlineData("""{"deviceId":"","time":T,"values":{"a":1}}""", "invalid-value", "/deviceId")]
    [InlineData("""{"deviceId":"a b","time":T,"values":{"a":1}}""", "invalid-value", "/deviceId")]
    [InlineData("""{"deviceId":"dé","time":T,"values":{"a":1}}""", "invalid-value", "/deviceId")]
    [InlineData("""{"deviceId":"d","time":"yesterday","values":{"a":1}}""", "invalid-value", "/time")]
    [InlineData("""{"deviceId":"d","time":1.5,"values":{"a":1}}""", "invalid-value", "/time")]
    [InlineData("""{"deviceId":"d","time":true,"values":{"a":1}}""", "wrong-type", "/time")]
    [InlineData("""{"deviceId":"d","time":{"a":[{}]},"values":{"a":1}}""", "wrong-type", "/time")]
    [InlineData("""{"deviceId":"d","time":[{"a":1},2],"values":{"a":1}}""", "wrong-type", "/time")]
    [InlineData("""{"deviceId":"d","time":"2026-11-14T11:59:59Z","values":{"a":1}}""", "too-old", "/time")]
    [InlineData("""{"deviceId":"d","time":"2026-11-21T12:05:01Z","values":{"a":1}}""", "too-far-ahead", "/time")]
    [InlineData("""{"deviceId":"d","time":T,"values":{}}""", "missing-member", "/values")]
    [InlineData("""{"deviceId":"d","time":T,"values":[1]}""", "wrong-type", "/values")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":null}}""", "wrong-type", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a/b":{"c":1}}}""", "wrong-type", "/values/a~1b")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1e999}}""", "invalid-value", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"":1}}""", "invalid-value", "/values")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"tags":{"t":1}}""", "wrong-type", "/tags/t")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"tags":"x"}""", "wrong-type", "/tags")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"id":null}""", "wrong-type", "/id")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"id":""}""", "invalid-value", "/id")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"type":5}""", "wrong-type", "/type")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"receivedAt":"x"}""", "reserved-member", "/receivedAt")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"deviceId":"d"}""", "duplicate-member", "/deviceId")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1,"b":2,"a":3}}""", "duplicate-member", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1,"\u0061":3}}""", "duplicate-member", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"\u0061":1,"a":3}}""", "duplicate-member", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"x":{"y":[{"z":1,"z":2}]}}""", "duplicate-member", "")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":"\ud800"}}""", "lone-surrogate", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":"\udc00\ud800"}}""", "lone-surrogate", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":"\\\ud83dx"}}""", "lone-surrogate", "/values/a")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"\uDFFF":1}}""", "lone-surrogate", "/values")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"tags":{"t":"\ud83d\u0041"}}""", "lone-surrogate", "/tags/t")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"id":"\ud800"}""", "lone-surrogate", "/id")]
    [InlineData("""{"deviceId":"d","time":"\ud800","values":{"a":1}}""", "lone-surrogate", "/time")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"\ud800":1}""", "lone-surrogate", "")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"x":"\ud800"}""", "lone-surrogate", "")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"x":[{"y":["\ud800"]}]}""", "lone-surrogate", "")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":1},"x":{"\ud800":1,"\ud800":2}}""", "lone-surrogate", "")]
    [InlineData("""{"deviceId":"d","time":T,"values":{"a":01}}""", "malformed-json", "")]
    [InlineData("""{"deviceId":"d" "time":T}""", "malformed-json", "")]
    [InlineData("""{"deviceId":"d",}""", "malformed-json", "")]
    public void WhatIsWrongIsNamed(string json, string code, string pointer)
    {
        using var batch = Batches.Decode(json.Replace("T,", "\"2026-11-21T11:00:00Z\",", StringComparison.Ordinal).Replace("T}", "\"2026-11-21T11:00:00Z\"}", StringComparison.Ordinal));

        batch.Events.ShouldBeEmpty();
        batch.Codes().ShouldBe([$"0:{code}:{pointer}"]);
        batch.Rejections[0].Detail.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("\"values\":{\"\\uDFFF\":1}", "lone-surrogate:/values")]
    [InlineData("\"values\":{\"a\":1},\"x\":{\"y\":1,\"y\":2}", "duplicate-member:")]
    [InlineData("\"values\":{\"a\":1},\"x\":[{\"y\":1,\"y\":2}]", "duplicate-member:")]
    [InlineData("\"values\":{\"a\":1,\"a\":2}", "duplicate-member:/values/a")]
    public void NothingIsNamedThatIsNotThere(string members, string fault)
    {
        using var batch = Batches.Decode($$"""{"deviceId":"d","time":"2026-11-21T11:00:00Z",{{members}}}""");

        var rejection = batch.Rejections.ShouldHaveSingleItem();
        $"{rejection.Problem.Code}:{rejection.Pointer}".ShouldBe(fault);
        rejection.More.ShouldBeEmpty();
    }

    [Fact]
    public void LimitsHoldAtTheLimitAndNotBeyond()
    {
        Accepts(Batches.Event(new string('d', 128)));
        Rejects(Batches.Event(new string('d', 129)), "deviceId may have 128 characters; it has 129.");
        Accepts(Batches.Event(id: new string('é', 64)));
        Rejects(Batches.Event(id: new string('é', 65)), "id may have 64 characters; it has 65.");
        Accepts(WithValues(Enumerable.Range(0, 64).Select(i => $"\"k{i}\":{i}")));
        Rejects(WithValues(Enumerable.Range(0, 65).Select(i => $"\"k{i}\":{i}")), "values may have 64 entries; it has 65.");
        Accepts(WithValues([$"\"{new string('ü', 64)}\":1"]));
        Rejects(WithValues([$"\"{new string('ü', 65)}\":1"]), "A key may have 64 characters; this one has 65.");
        Accepts(WithValues([$"\"a\":\"{new string('x', 1024)}\""]));
        Accepts(WithValues([$"\"a\":\"{string.Concat(Enumerable.Repeat("\\u0041", 1024))}\""]));
        Rejects(WithValues([$"\"a\":\"{new string('x', 1025)}\""]), "A string may have 1024 bytes of UTF-8; this one has 1025.");
        Accepts(Batches.Event(extra: $",\"tags\":{{{string.Join(',', Enumerable.Range(0, 16).Select(i => $"\"t{i}\":\"v\""))}}}"));
        Rejects(Batches.Event(extra: $",\"tags\":{{{string.Join(',', Enumerable.Range(0, 17).Select(i => $"\"t{i}\":\"v\""))}}}"), "tags may have 16 entries; it has 17.");
        Accepts(Batches.Event(extra: $",\"x\":{new string('[', 15)}{new string(']', 15)}"));
        Rejects(Batches.Event(extra: $",\"x\":{new string('[', 16)}{new string(']', 16)}"), "The event may nest 16 levels deep; it nests deeper at byte 103.");
    }

    [Fact]
    public void AnEventBeyondTheSizeSettingIsRejectedWithSizeAndLimit()
    {
        var json = Batches.Event();
        Accepts(json, Batches.Settings with { MaxEventBytes = json.Length });
        Rejects(json, $"The event has {json.Length} bytes; the limit is {json.Length - 1}.", Batches.Settings with { MaxEventBytes = json.Length - 1 });
    }

    [Fact]
    public void EscapedNamesAndTextsMeanWhatTheyStandFor()
    {
        using var batch = Batches.Decode("""{"device\u0049d":"dev\u002d1","id":"a\"\u00e9","time":1795219200123,"values":{"a":1}}""".Replace("1795219200123", Batches.Now.ToUnixTimeMilliseconds().ToString(), StringComparison.Ordinal));

        var e = batch.Events.ShouldHaveSingleItem();
        batch.StringOf(e.DeviceId).ShouldBe("dev-1");
        batch.StringOf(e.SortKey).ShouldBe("2026-11-21T12:00:00.000Z#a\"é");
    }

    [Fact]
    public void ARejectedEventKeepsTheIdItCarries()
    {
        using var batch = Batches.Decode("""{"deviceId":7,"time":1,"values":{},"id":"find-me"}""");

        batch.Rejections.ShouldHaveSingleItem().Id.ShouldBe("find-me");
    }

    [Fact]
    public void EveryFaultOfAnEventIsNamedUpToEight()
    {
        Faults("{}").ShouldBe(["missing-member:/deviceId", "missing-member:/time", "missing-member:/values"]);
        Faults("""{"deviceId":7,"time":"soon","values":{"a":null},"id":"","tags":{"t":1},"requestId":"r"}""").ShouldBe(
            ["wrong-type:/deviceId", "invalid-value:/time", "wrong-type:/values/a", "invalid-value:/id", "wrong-type:/tags/t", "reserved-member:/requestId"]);
        Faults(WithValues(Enumerable.Range(0, 70).Select(i => $"\"k{i}\":null"))).Length.ShouldBe(8);
        // What the reading got to before the damage stays said.
        Faults("""{"deviceId":7,"time":x}""").ShouldBe(["wrong-type:/deviceId", "malformed-json:"]);
    }

    [Fact]
    public void AFaultOfWhichThereAreManyIsNamedOnce() =>
        Faults(Batches.Event(extra: $",\"x\":[{string.Join(',', Enumerable.Repeat(new string('[', 20) + new string(']', 20), 9))}]")).ShouldBe(["too-deep:"]);

    [Theory]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(10_000)]
    public void HoweverDeepAnEventNestsThatIsWhatIsWrongWithIt(int levels)
    {
        Faults(Batches.Event(extra: $",\"x\":{new string('[', levels)}{new string(']', levels)}")).ShouldBe(["too-deep:"]);
        Faults(Batches.Event(extra: $",\"x\":{string.Concat(Enumerable.Repeat("{\"y\":", levels))}1{new string('}', levels)}")).ShouldBe(["too-deep:"]);
    }

    [Theory]
    [InlineData("1795262400123.0")]
    [InlineData("1795262400123e0")]
    [InlineData("1.795262400123E12")]
    [InlineData("17952624001230e-1")]
    public void ANumberIsWholeHoweverItIsWritten(string time)
    {
        using var batch = Batches.Decode($$$"""{"deviceId":"d","time":{{{time}}},"values":{"a":1}}""");

        batch.StringOf(batch.Events.ShouldHaveSingleItem().Time).ShouldBe("2026-11-21T12:00:00.123Z");
    }

    [Theory]
    [InlineData("1795262400", "time is 1970-01-21T18:41:02.400Z; at 2026-11-21T12:00:00.000Z the earliest accepted is 2026-11-14T12:00:00.000Z, 7 days back. Are these seconds? time is in milliseconds: multiply by 1,000.")]
    [InlineData("1795262400.125", "time as a number must be", "Are these seconds? time is in milliseconds: multiply by 1,000.")]
    [InlineData("1163894400", "time is 1970-01-14T", "Are these seconds? time is in milliseconds: multiply by 1,000.")]
    [InlineData("\"1795262400.125\"", "time is a string of digits", "without quotes. Are these seconds? time is in milliseconds: multiply by 1,000.")]
    [InlineData("1795262400000000.5", "time as a number must be", "Are these microseconds? time is in milliseconds: divide by 1,000.")]
    [InlineData("1795262400000000", "time as a number must be", "Are these microseconds? time is in milliseconds: divide by 1,000.")]
    [InlineData("1795262400000000000", "time as a number must be", "Are these nanoseconds? time is in milliseconds: divide by 1,000,000.")]
    [InlineData("\"1795262400000\"", "time is a string of digits; send milliseconds since 1970 as a JSON number, without quotes.")]
    [InlineData("\"2026-11-21T12:05:01Z\"", "time is 2026-11-21T12:05:01.000Z; at 2026-11-21T12:00:00.000Z the latest accepted is 2026-11-21T12:05:00.000Z, 5 minutes ahead.")]
    public void AWrongTimeIsRejectedWithWhatIsProbablyMeant(string time, string start, string end = "")
    {
        using var batch = Batches.Decode($$$"""{"deviceId":"d","time":{{{time}}},"values":{"a":1}}""");

        var detail = batch.Rejections.ShouldHaveSingleItem().Detail;
        if (end.Length == 0) detail.ShouldBe(start);
        else detail.ShouldEndWith(end);
    }

    [Fact]
    public void TheSameBytesGetTheSameIdAndOtherBytesAnother()
    {
        var json = Batches.Event();
        var id = IdOf(json);

        id.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..32]);
        IdOf($"  {json}\n").ShouldBe(id);
        IdOf($"[{json}]").ShouldBe(id);
        IdOf($"{{\"events\":[ {json} ]}}").ShouldBe(id);
        IdOf(json.Replace(",\"values\"", ", \"values\"", StringComparison.Ordinal)).ShouldNotBe(id);
        IdOf("""{"time":"2026-11-21T11:59:59.123Z","deviceId":"dev-1","values":{"temperature":21.5}}""").ShouldNotBe(id);
    }

    private static string IdOf(string body)
    {
        using var batch = Batches.Decode(body);
        return batch.StringOf(batch.Events.ShouldHaveSingleItem().Id);
    }

    private static string WithValues(IEnumerable<string> members) =>
        $$$"""{"deviceId":"d","time":"2026-11-21T11:00:00Z","values":{{{{string.Join(',', members)}}}}}""";

    private static string[] Faults(string json)
    {
        using var batch = Batches.Decode(json);
        var rejection = batch.Rejections.ShouldHaveSingleItem();
        return [.. rejection.More.Prepend(rejection.Error).Select(f => $"{f.Problem.Code}:{f.Pointer}")];
    }

    private static void Accepts(string json, IngestSettings? settings = null)
    {
        using var batch = Batches.Decode(json, settings);
        batch.Codes().ShouldBeEmpty();
    }

    private static void Rejects(string json, string detail, IngestSettings? settings = null)
    {
        using var batch = Batches.Decode(json, settings);
        batch.Rejections.ShouldHaveSingleItem().Detail.ShouldBe(detail);
    }
}

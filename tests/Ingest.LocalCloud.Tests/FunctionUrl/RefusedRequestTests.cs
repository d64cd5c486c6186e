using System.IO.Compression;

namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class RefusedRequestTests
{
    private const string Rejected = """{"received":3,"accepted":1,"rejected":[{"index":1,"id":"x","code":"invalid-value","pointer":"/time","detail":"time must be RFC 3339."},{"index":2,"code":"missing-member","pointer":"/values","detail":"values is required."}]}""";
    private const string Events = """[{"deviceId":"a","n":1},{"n":2,"deviceId":"b","time":"yesterday"},{"deviceId":"c"}]""";

    [Theory]
    [InlineData(Events, "application/json")]
    [InlineData($$"""{"events":{{Events}}}""", "application/json")]
    [InlineData("{\"deviceId\":\"a\",\"n\":1}\n\n{\"n\":2,\"deviceId\":\"b\",\"time\":\"yesterday\"}\r\n{\"deviceId\":\"c\"}", "application/x-ndjson")]
    public void EachRejectedEventHasItsDeviceAndWhatWasSent(string body, string type)
    {
        var refusals = Of(body, Rejected, type: type);

        refusals.Select(one => (one.Code, one.DeviceId, one.Pointer, one.Detail)).ShouldBe(
        [
            ("invalid-value", "b", "/time", "time must be RFC 3339."),
            ("missing-member", "c", "/values", "values is required."),
        ]);
        refusals[0].Event!.TrimEnd().ShouldBe("""{"n":2,"deviceId":"b","time":"yesterday"}""");
        refusals.ShouldAllBe(one => one.IsFinal && one.HasEvent);
    }

    [Fact]
    public void ACompressedBodyIsLookedInto()
    {
        var sent = new MemoryStream();
        using (var gzip = new GZipStream(sent, CompressionMode.Compress)) gzip.Write(Encoding.UTF8.GetBytes(Events));

        Of(sent.ToArray(), Rejected, encoding: "gzip").Select(one => one.DeviceId).ShouldBe(["b", "c"]);
        Of(sent.ToArray()[..20], Rejected, encoding: "gzip").Select(one => one.DeviceId).ShouldBe([null, null]);
        Of(sent.ToArray(), Rejected, encoding: "zstd").Select(one => (one.Code, one.DeviceId)).ShouldBe([("invalid-value", null), ("missing-member", null)]);
    }

    [Fact]
    public void EventsThatMayBeSentAgainHaveTheProblemsCode()
    {
        var refusals = Of(Events, """{"type":"urn:ingest:problem:throttled","title":"t","status":429,"detail":"2 of 3 are not stored.","retry":[{"index":0},{"index":2}]}""", 429);

        refusals.Select(one => (one.Code, one.DeviceId, one.IsFinal, one.Detail)).ShouldBe([("throttled", "a", false, "2 of 3 are not stored."), ("throttled", "c", false, "2 of 3 are not stored.")]);
    }

    [Fact]
    public void ARequestThatWasRefusedWholeIsOne()
    {
        var refusal = Of("{ no json", """{"type":"urn:ingest:problem:malformed-body","title":"t","status":400,"detail":"It ends early."}""", 400).Single();

        (refusal.Code, refusal.HasEvent, refusal.IsFinal, refusal.Detail, refusal.Event, refusal.DeviceId).ShouldBe(("malformed-body", false, true, "It ends early.", "{ no json", null));
        Of("{}", "<html>", 502).Select(one => (one.Code, one.IsFinal, one.Detail)).ShouldBe([("status 502", false, "<html>")]);
        Of("{}", "[]", 404).Single().Code.ShouldBe("status 404");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{\"deviceId\":\"a\"},{\"deviceId\":\"b\"")]
    [InlineData("[[[[")]
    [InlineData("[{\"deviceId\":\"a\"},{\"deviceId\":7},{\"deviceId\":\"\\ud800\"}]")]
    [InlineData("\u0000\uFFFF")]
    public void ABodyThatCannotBeReadStillCounts(string body) => Of(body, Rejected).Select(one => one.Code).ShouldBe(["invalid-value", "missing-member"]);

    [Fact]
    public void WhatIsKeptOfItIsShort()
    {
        var refusal = Of($$"""[{},{"deviceId":"{{new string('d', 5000)}}"}]""", $$"""{"rejected":[{"index":1,"code":"too-long","detail":"{{new string('x', 9000)}}"}]}""").Single();

        (refusal.DeviceId!.Length, refusal.Detail!.Length, refusal.Event!.Length).ShouldBe((129, 501, 1001));
    }

    private static IReadOnlyList<Refusal> Of(string body, string response, int status = 200, string type = "application/json") => Of(Encoding.UTF8.GetBytes(body), response, status, type);

    private static IReadOnlyList<Refusal> Of(byte[] body, string response, int status = 200, string type = "application/json", string encoding = "") =>
        new RefusedRequest(DateTimeOffset.UnixEpoch, "r", status, type, encoding, body, Encoding.UTF8.GetBytes(response)).Refusals();
}

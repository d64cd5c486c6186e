namespace Ingest.EndToEnd.Tests;

/// <summary>What a producer sends and is answered, through the Function URL and the compiled function.</summary>
public sealed class RequestTests(SharedCloud shared) : IClassFixture<SharedCloud>
{
    private readonly Cloud _cloud = shared.Cloud;

    [Trait("Slice", "arm64")]
    [Theory]
    [InlineData("", "empty-body")]
    [InlineData("[]", "no-events")]
    [InlineData("{\"events\":[]}", "no-events")]
    [InlineData("nonsense", "malformed-body")]
    [InlineData("[{\"deviceId\":\"a\"", "malformed-body")]
    [InlineData("{\"deviceId\":7,\"time\":true,\"values\":\"x\"}", "all-rejected")]
    [InlineData("[null,1,\"x\",[]]", "all-rejected")]
    public async Task ABodyThatIsNoGoodIsAProblemThatSaysWhere(string body, string code)
    {
        var response = await _cloud.PostAsync(body);

        response.Status.ShouldBe(HttpStatusCode.BadRequest);
        response.Type.ShouldBe("application/problem+json");
        response.Json["type"]!.GetValue<string>().ShouldBe($"urn:ingest:problem:{code}");
        response.Json["detail"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task OfLinesABrokenOneIsRejectedAlone()
    {
        var body = Encoding.UTF8.GetBytes($"{SampleEvents.Event("lines", "1")}\n{{\"deviceId\":\n\n{SampleEvents.Event("lines", "2")}\n");

        var response = await _cloud.PostAsync(body, "application/x-ndjson");

        response.Status.ShouldBe(HttpStatusCode.OK, response.Text);
        response.Json["accepted"]!.GetValue<int>().ShouldBe(2);
        response.Json["rejected"]!.AsArray().Single()!["pointer"]!.GetValue<string>().ShouldBe("/1");
        (await _cloud.RecordsAsync()).Count(record => record["deviceId"]!.GetValue<string>() == "lines").ShouldBe(2);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public async Task MegabytesOfNestingAreRefusedAndNothingBreaks(char open)
    {
        var body = open == '[' ? new string('[', 4_000_000) : string.Concat(Enumerable.Repeat("{\"a\":", 800_000));

        (await _cloud.PostAsync(body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _cloud.PostAsync(SampleEvents.Event("nesting", "1"))).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task InvalidUtf8IsRefusedAloneInABinaryBody()
    {
        byte[] body = [.. "["u8, .. Encoding.UTF8.GetBytes(SampleEvents.Event("utf8", "1")), .. ","u8, .. Encoding.Latin1.GetBytes(SampleEvents.Event("utf8", "2", ",\"note\":\"é\"")), .. "]"u8];

        var response = await _cloud.PostAsync(body, "application/octet-stream");

        response.Status.ShouldBe(HttpStatusCode.OK);
        response.Json["rejected"]![0]!["code"]!.GetValue<string>().ShouldBe("invalid-utf8");
    }

    [Fact]
    public async Task ABodyBeyondSixMegabytesIs413()
    {
        var response = await _cloud.PostAsync(new string(' ', 6_400_000));

        response.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _cloud.PostAsync($"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]")).Outcome.ShouldBe("too-many-events");
    }

    [Theory]
    [InlineData("GET", "/health", HttpStatusCode.OK, null)]
    [InlineData("GET", "/v1/events", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("PUT", "/health", HttpStatusCode.MethodNotAllowed, "GET, HEAD")]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, null)]
    public async Task PathsAndMethodsAreKnownOrNamed(string method, string path, HttpStatusCode status, string? allow)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var response = await _cloud.SendAsync(request);

        response.Status.ShouldBe(status);
        response.Allow.ShouldBe(allow);
    }
}

namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class PayloadLimitTests(SharedCloud shared) : IClassFixture<SharedCloud>
{
    private readonly Cloud _cloud = shared.Cloud;

    [Theory]
    [InlineData("text/plain", 6_291_457)]
    [InlineData("application/json", 6_291_457)]
    // Base64 takes a third more: a binary body has 4.5 MB.
    [InlineData("application/octet-stream", 4_718_593)]
    [InlineData(null, 4_718_593)]
    public async Task ABodyOverTheLimitIsA413WithoutAnInvocation(string? contentType, int bytes)
    {
        var before = _cloud.Totals.Invocations;

        var response = await _cloud.PostAsync("/raw", new string('a', bytes), contentType);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        response.Headers.GetValues("x-amzn-ErrorType").ShouldBe(["RequestEntityTooLargeException"]);
        (await response.Content.ReadAsStringAsync())
            .ShouldBe("""{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}""");
        _cloud.Totals.Invocations.ShouldBe(before);
    }

    [Theory]
    [InlineData("text/plain", 6_291_456)]
    [InlineData("application/octet-stream", 4_718_592)]
    public async Task ABodyAtTheLimitReachesTheFunction(string contentType, int bytes)
    {
        var body = $"\"{new string('a', bytes - 2)}\"";

        var response = await _cloud.PostAsync("/raw", body, contentType);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Length.ShouldBe(bytes - 2);
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\u0001')]
    public async Task WhatJsonEscapesCountsAsItWasSent(char escaped)
    {
        var response = await _cloud.PostAsync("/length", new string(escaped, 6_291_456), "text/plain");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("6291456");
    }

    [Fact]
    public async Task AChunkedBodyOverTheLimitIsA413Too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/raw") { Content = new ByteArrayContent(new byte[6_300_000]) };
        request.Headers.TransferEncodingChunked = true;

        var response = await _cloud.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task ARequestCutOffIsNeitherInvokedNorCounted()
    {
        var before = (_cloud.Totals.Requests, _cloud.Totals.Invocations);
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(_cloud.Host.FunctionUrl.Host, _cloud.Host.FunctionUrl.Port);
            await client.GetStream().WriteAsync("POST / HTTP/1.1\r\nHost: local\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());
        }

        await _cloud.GetAsync("/");

        (_cloud.Totals.Requests, _cloud.Totals.Invocations).ShouldBe((before.Requests + 1, before.Invocations + 1));
    }

    [Fact]
    public async Task AResponseAtTheLimitIsReturned()
    {
        var response = await _cloud.GetAsync("/big?bytes=6291556");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).Length.ShouldBe(6_291_554);
    }

    [Fact]
    public async Task AResponseOverTheLimitIsA502AndTheRuntimeLearnsWhy()
    {
        var response = await _cloud.GetAsync("/big?bytes=6291557");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var line = await _cloud.LineAsync("big response: 413");
        line.Text.ShouldContain("""{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}""");
    }
}

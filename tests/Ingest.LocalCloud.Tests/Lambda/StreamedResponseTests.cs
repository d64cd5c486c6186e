namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class StreamedResponseTests
{
    private const string Prelude = """{"statusCode":206,"headers":{"x-kind":"streamed"}}""";

    [Fact]
    public async Task EachPartIsPassedOnAsItComes()
    {
        await using var gate = await Gate.OpenAsync();
        await using var cloud = await Cloud.StartAsync(o => o with { StreamsResponses = true });
        using var request = new HttpRequestMessage(HttpMethod.Post, gate.Path.Replace("/call?url=", "/stream?gate=", StringComparison.Ordinal)) { Content = new StringContent($"{Prelude}\0first|second", Encoding.UTF8, "text/plain") };

        using var response = await cloud.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[5];
        await body.ReadExactlyAsync(first);
        var arrival = await gate.ArrivalAsync();

        (response.StatusCode, response.Headers.GetValues("x-kind").Single(), Encoding.UTF8.GetString(first)).ShouldBe((HttpStatusCode.PartialContent, "streamed", "first"));
        arrival.SetResult();
        (await new StreamReader(body).ReadToEndAsync()).ShouldBe("second");
    }

    [Fact]
    public async Task AUrlThatBuffersSendsItWhole()
    {
        await using var cloud = await Cloud.StartAsync();

        using var response = await cloud.PostAsync("/stream", $"{Prelude}\0first|second", "text/plain");

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await response.Content.ReadAsStringAsync()).ShouldBe("firstsecond");
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ABufferedResponseIsTakenByAUrlThatStreams()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { StreamsResponses = true });

        using var response = await cloud.PostAsync("/raw", """{"statusCode":201,"body":"whole"}""");

        (response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.Created, "whole"));
    }

    [Fact]
    public async Task WithoutAPreludeItIsAFunctionError()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { StreamsResponses = true });

        using var response = await cloud.PostAsync("/stream", "no|prelude", "text/plain");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await cloud.LineAsync("8 NUL bytes")).Text.ShouldStartWith("[ERROR] RequestId: ");
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}

namespace Ingest.LoadGen.Tests.Producing;

public class PreflightTests
{
    [Theory]
    [InlineData(301, "", " answers with 301, a redirect to https://elsewhere.example/; --url must name the endpoint itself.")]
    [InlineData(401, "", " answers with 401 to a request without credentials; is --auth api-key or --auth hmac missing?")]
    [InlineData(403, """{"Message":"Forbidden"}""", """ answers with 403 to a request without credentials; is --auth iam missing? It says: {"Message":"Forbidden"}""")]
    [InlineData(404, "", " answers with 404; does --url name the path that takes events, such as /v1/events?")]
    [InlineData(204, "", " answers with 204, which says nothing of the event, so it does not keep the contract of docs/api.md.")]
    [InlineData(400, "no", " answers with 400 to a valid event, so it does not keep the contract of docs/api.md. It says: no")]
    [InlineData(200, "<html>", " answers with a 200 without the counts of its events, so it does not keep the contract of docs/api.md. It says: <html>")]
    [InlineData(200, """{"received":1,"accepted":1,"duplicates":0,"dryRun":true}""", null)]
    [InlineData(429, "", null)]
    [InlineData(503, "", null)]
    [InlineData(500, "", null)]
    public async Task WhatIsWrongIsSaidInASentence(int status, string body, string? problem)
    {
        var queries = new List<string?>();
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            queries.Add(context.Request.QueryString.Value);
            context.Response.StatusCode = status;
            if (status == 301) context.Response.Headers.Location = "https://elsewhere.example/";
            return body.Length == 0 ? Task.CompletedTask : Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, body);
        });

        (await RunAsync(endpoint.Url)).ShouldBe(problem is null ? null : endpoint.Url + problem);
        queries.ShouldBe(["?dryRun=true"]);
    }

    [Fact]
    public async Task AnEndpointThatIsNotThereIsSaidToBeSo()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        await endpoint.DisposeAsync();

        (await RunAsync(endpoint.Url))!.ShouldStartWith($"{endpoint.Url} can't be reached: Connection refused");
        (await RunAsync(new Uri("http://no-such-host.invalid/")))!.ShouldContain("no-such-host.invalid");
    }

    [Fact]
    public void TheUrlsOwnParametersStay() => Preflight.UrlOf(new Uri("http://x/v1/events?a=b")).ToString().ShouldBe("http://x/v1/events?a=b&dryRun=true");

    private static Task<string?> RunAsync(Uri url) => Preflight.RunAsync(url, RequestOptions.None, new DeviceFleet(1, 1, Partition.Whole), DateTimeOffset.UtcNow);
}

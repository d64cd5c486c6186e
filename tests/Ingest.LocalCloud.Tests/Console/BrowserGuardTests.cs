using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests.Console;

/// <summary>What a page of another site can do with the console of whoever looks at it.</summary>
public sealed class BrowserGuardTests : IAsyncLifetime
{
    private const string Fault = "\"url:throttle\"";
    private static readonly string[] Paths = ["/", "/api/summary", "/api/records", "/api/items", "/api/invocations", "/api/logs", "/api/rejections", "/api/dashboard", "/api/metrics", "/console/main.js", "/faults", "/faults/kinds", "/nothing"];
    private Cloud _cloud = null!;

    public static TheoryData<string> EveryPath => [.. Paths];

    public async Task InitializeAsync() => _cloud = await Cloud.StartAsync();

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Theory]
    [MemberData(nameof(EveryPath))]
    public async Task NoResponseMayBeFramedOrTakenForAnotherType(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);

        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
    }

    [Theory]
    [MemberData(nameof(EveryPath))]
    public async Task ANameThatWasPointedAtThisMachineReadsNothing(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, host: $"evil.example:{_cloud.Host.ConsoleUrl.Port}");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!).ShouldContain($"127.0.0.1:{_cloud.Host.ConsoleUrl.Port}");
    }

    [Theory]
    [InlineData("127.0.0.1:{port}", HttpStatusCode.OK)]
    [InlineData("localhost:{port}", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:{port}", HttpStatusCode.OK)]
    [InlineData("[::1]:{port}", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example:{port}", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example:{port}", HttpStatusCode.Forbidden)]
    public async Task ItAnswersToTheLoopbackNamesAlone(string host, HttpStatusCode status)
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/summary", host: host.Replace("{port}", $"{_cloud.Host.ConsoleUrl.Port}", StringComparison.Ordinal));

        response.StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("POST", "http://evil.example")]
    [InlineData("POST", "https://127.0.0.1:{port}")]
    [InlineData("POST", "http://127.0.0.1:1")]
    [InlineData("POST", "http://127.0.0.1")]
    [InlineData("POST", "null")]
    [InlineData("DELETE", "http://evil.example")]
    [InlineData("PUT", "http://evil.example")]
    public async Task APageOfAnotherOriginChangesNothing(string method, string origin)
    {
        _cloud.Host.Faults.Add(LocalCloud.Faults.FaultParser.Parse("url:delay:ms=1", out _)!);

        using var response = await SendAsync(new HttpMethod(method), "/faults", origin: Port(origin), body: Fault);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _cloud.Host.Faults.Active.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:{port}")]
    public async Task AScriptAndTheConsolesOwnPageMayInstallAFault(string? origin)
    {
        using var response = await SendAsync(HttpMethod.Post, "/faults", origin: origin is null ? null : Port(origin), body: Fault);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private string Port(string text) => text.Replace("{port}", $"{_cloud.Host.ConsoleUrl.Port}", StringComparison.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? host = null, string? origin = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, mediaType: new("application/json")) };
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await _cloud.ConsoleHttp.SendAsync(request);
    }
}

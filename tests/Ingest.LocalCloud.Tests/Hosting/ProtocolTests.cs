using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests.Hosting;

/// <summary>The forms of HTTP that clients use on the local cloud's ports.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async Task InitializeAsync() => _cloud = await Cloud.StartAsync();

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task ManyRequestsShareOneHttp2ConnectionToTheUrl()
    {
        using var http = Http2(_cloud.Host.FunctionUrl);

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(http, HttpMethod.Post, $"/v1/events?n={i}", $$"""{"n":{{i}}}""")));

        responses.ShouldAllBe(a => a.Status == HttpStatusCode.OK && a.Version == HttpVersion.Version20);
        for (var i = 0; i < responses.Length; i++)
        {
            var @event = JsonNode.Parse(responses[i].Text)!;
            ((string)@event["rawPath"]!, (string)@event["rawQueryString"]!, (string)@event["body"]!).ShouldBe(("/v1/events", $"n={i}", $$"""{"n":{{i}}}"""));
            ((string)@event["requestContext"]!["domainName"]!).ShouldBe(_cloud.Host.FunctionUrl.Authority);
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task TheAwsEndpointAndTheConsoleSpeakBothVersions(string version)
    {
        using var aws = Http2(_cloud.Host.AwsEndpoint, version);
        using var console = Http2(_cloud.Host.ConsoleUrl, version);

        (await SendAsync(aws, HttpMethod.Get, "/")).Version.ShouldBe(Version.Parse(version));
        (await SendAsync(console, HttpMethod.Get, "/api/summary")).Version.ShouldBe(Version.Parse(version));
    }

    [Fact]
    public async Task ALargeBodyPassesOverHttp2()
    {
        using var http = Http2(_cloud.Host.FunctionUrl);
        var body = $"\"{new string('a', 3_000_000)}\"";

        var response = await SendAsync(http, HttpMethod.Post, "/raw", body);

        response.Text.Length.ShouldBe(3_000_000);
    }

    [Theory]
    [InlineData("P")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM")]
    [InlineData("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{")]
    public async Task AConnectionThatStopsInTheMiddleKeepsNobodyWaiting(string begun)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _cloud.Host.FunctionUrl.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begun));

        (await _cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("P", "OST / HTTP/1.1\r\n")]
    [InlineData("", "POST / HTTP/1.1\r\n")]
    [InlineData("PRI", "VATE / HTTP/1.1\r\n")]
    public async Task ARequestLineThatComesInPiecesIsRead(string first, string rest)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, _cloud.Host.FunctionUrl.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(first));
        await _cloud.GetAsync("/");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(rest + "Host: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

        var response = await new StreamReader(client.GetStream()).ReadToEndAsync();

        response.ShouldStartWith("HTTP/1.1 200 OK");
    }

    [Theory]
    [InlineData("http://{host}/v1/events?a=1", "/v1/events", "a=1")]
    [InlineData("http://{host}?a=1", "/", "a=1")]
    [InlineData("http://{host}", "/", "")]
    [InlineData("/v1//events/%2e", "/v1//events/%2e", "")]
    public async Task AnAbsoluteTargetIsItsPathToTheFunction(string target, string path, string query)
    {
        var host = _cloud.Host.FunctionUrl.Authority;

        var response = await RawAsync(_cloud.Host.FunctionUrl, $"POST {target.Replace("{host}", host, StringComparison.Ordinal)} HTTP/1.1\r\nHost: {host}\r\n");

        var @event = JsonNode.Parse(response[response.IndexOf('{', StringComparison.Ordinal)..])!;
        ((string)@event["rawPath"]!, (string)@event["requestContext"]!["http"]!["path"]!, (string)@event["rawQueryString"]!).ShouldBe((path, path, query));
    }

    [Fact]
    public async Task AnAbsoluteTargetReachesTheAwsEndpoint()
    {
        var host = _cloud.Host.AwsEndpoint.Authority;

        var response = await RawAsync(_cloud.Host.AwsEndpoint, $"POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nX-Amz-Target: Kinesis_20131202.ListStreams\r\nX-Amz-Date: {TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00\r\n", "{}");

        response.ShouldStartWith("HTTP/1.1 200 OK");
        response.ShouldContain("\"StreamNames\":[\"telemetry\"]");
    }

    private static HttpClient Http2(Uri address, string version = "2.0") => new()
    {
        BaseAddress = address,
        DefaultRequestVersion = Version.Parse(version),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static async Task<(HttpStatusCode Status, Version Version, string Text)> SendAsync(HttpClient http, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request);
        return (response.StatusCode, response.Version, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> RawAsync(Uri server, string head, string body = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{head}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        return await new StreamReader(client.GetStream()).ReadToEndAsync();
    }
}

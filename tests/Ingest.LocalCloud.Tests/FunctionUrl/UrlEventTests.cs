using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class SharedCloud : IAsyncLifetime
{
    internal Cloud Cloud { get; private set; } = null!;

    public async Task InitializeAsync() => Cloud = await Cloud.StartAsync();

    public async Task DisposeAsync() => await Cloud.DisposeAsync();
}

public sealed class UrlEventTests(SharedCloud shared) : IClassFixture<SharedCloud>
{
    private readonly Cloud _cloud = shared.Cloud;

    [Fact]
    public async Task APostBecomesAnEventInPayloadFormat2()
    {
        var now = DateTimeOffset.UtcNow;

        var response = await _cloud.PostAsync("/v1/events?a=1&b=x%20y&a=2&empty", """{"deviceId":"dev-1"}""");

        var @event = await ReadAsync(response);
        ((string)@event["version"]!).ShouldBe("2.0");
        ((string)@event["routeKey"]!).ShouldBe("$default");
        ((string)@event["rawPath"]!).ShouldBe("/v1/events");
        ((string)@event["rawQueryString"]!).ShouldBe("a=1&b=x%20y&a=2&empty");
        @event["queryStringParameters"]!.ToJsonString().ShouldBe("""{"a":"1,2","b":"x y","empty":""}""");
        ((string)@event["body"]!).ShouldBe("""{"deviceId":"dev-1"}""");
        ((bool)@event["isBase64Encoded"]!).ShouldBeFalse();
        @event["cookies"].ShouldBeNull();

        var context = @event["requestContext"]!;
        ((string)context["accountId"]!).ShouldBe("anonymous");
        ((string)context["apiId"]!).ShouldBe("local");
        ((string)context["domainPrefix"]!).ShouldBe("local");
        ((string)context["domainName"]!).ShouldBe($"127.0.0.1:{_cloud.Host.FunctionUrl.Port}");
        ((string)context["routeKey"]!).ShouldBe("$default");
        ((string)context["stage"]!).ShouldBe("$default");
        ((string)context["requestId"]!).ShouldBe(response.Headers.GetValues("x-amzn-RequestId").Single());
        var epoch = DateTimeOffset.FromUnixTimeMilliseconds((long)context["timeEpoch"]!);
        epoch.ShouldBeInRange(now.AddSeconds(-1), now.AddMinutes(2));
        DateTimeOffset.ParseExact((string)context["time"]!, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture)
            .ShouldBe(new DateTimeOffset(epoch.Ticks - (epoch.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero));
        context["http"]!.ToJsonString().ShouldBe("""{"method":"POST","path":"/v1/events","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":""}""");
    }

    [Fact]
    public async Task HeadersAreLowerCaseAndTheProxysAreAdded()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("X-Mixed-CASE", "With WeiRd CapS");
        request.Headers.TryAddWithoutValidation("User-Agent", "tests/1");

        var @event = await ReadAsync(await _cloud.Http.SendAsync(request));

        var headers = @event["headers"]!.AsObject();
        ((string)headers["x-mixed-case"]!).ShouldBe("With WeiRd CapS");
        ((string)headers["host"]!).ShouldBe($"127.0.0.1:{_cloud.Host.FunctionUrl.Port}");
        ((string)headers["x-forwarded-for"]!).ShouldBe("127.0.0.1");
        ((string)headers["x-forwarded-proto"]!).ShouldBe("http");
        ((string)headers["x-amzn-trace-id"]!).ShouldStartWith("Root=1-");
        headers.Select(h => h.Key).ShouldAllBe(name => name.All(c => !char.IsUpper(c)));
        ((string)@event["requestContext"]!["http"]!["userAgent"]!).ShouldBe("tests/1");
    }

    [Fact]
    public async Task RepeatedHeadersAreJoinedByCommas()
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(_cloud.Host.FunctionUrl.Host, _cloud.Host.FunctionUrl.Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: local\r\nX-Repeated: one\r\nx-repeated: two\r\nConnection: close\r\n\r\n"u8.ToArray());

        var response = await new StreamReader(client.GetStream()).ReadToEndAsync();

        var @event = JsonNode.Parse(response[response.IndexOf('{', StringComparison.Ordinal)..])!;
        ((string)@event["headers"]!["x-repeated"]!).ShouldBe("one,two");
        ((string)@event["headers"]!["host"]!).ShouldBe("local");
    }

    [Fact]
    public async Task CookiesStandInAnArrayOfTheirOwn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Cookie", "a=1; b=2");

        var @event = await ReadAsync(await _cloud.Http.SendAsync(request));

        @event["cookies"]!.ToJsonString().ShouldBe("""["a=1","b=2"]""");
        @event["headers"]!.AsObject().ContainsKey("cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task ARequestWithoutBodyOrQueryHasNeitherInItsEvent()
    {
        var @event = await ReadAsync(await _cloud.GetAsync("/deep/path%2Fwith%20escapes"));

        @event.AsObject().ContainsKey("body").ShouldBeFalse();
        @event.AsObject().ContainsKey("queryStringParameters").ShouldBeFalse();
        ((bool)@event["isBase64Encoded"]!).ShouldBeFalse();
        ((string)@event["rawPath"]!).ShouldBe("/deep/path%2Fwith%20escapes");
        ((string)@event["rawQueryString"]!).ShouldBe("");
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("APPLICATION/JSON", true)]
    [InlineData("text/plain", true)]
    [InlineData("text/anything", true)]
    [InlineData("application/xml", true)]
    [InlineData("application/javascript", true)]
    [InlineData("application/cloudevents+json", false)]
    [InlineData("application/x-ndjson", false)]
    [InlineData("application/x-protobuf", false)]
    [InlineData("application/octet-stream", false)]
    [InlineData(null, false)]
    public async Task OnlyTextTypesComeAsText(string? contentType, bool text)
    {
        const string Body = "{\"a\":\"\u00e4 \\\"quoted\\\" \ud83d\ude00\"}\n";

        var @event = await ReadAsync(await _cloud.PostAsync("/", Body, contentType));

        ((bool)@event["isBase64Encoded"]!).ShouldBe(!text);
        var body = (string)@event["body"]!;
        (text ? body : Encoding.UTF8.GetString(Convert.FromBase64String(body))).ShouldBe(Body);
    }

    [Fact]
    public async Task BytesThatAreNoUtf8InATextBodyBecomeReplacementCharacters()
    {
        var content = new ByteArrayContent([(byte)'a', 0x1f, 0x8b, 0xff, (byte)'b']);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var @event = await ReadAsync(await _cloud.Http.PostAsync(new Uri("/", UriKind.Relative), content));

        ((string)@event["body"]!).ShouldBe("a\u001f\ufffd\ufffdb");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task EveryMethodReachesTheFunction(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/x");

        var @event = await ReadAsync(await _cloud.Http.SendAsync(request));

        ((string)@event["requestContext"]!["http"]!["method"]!).ShouldBe(method);
    }

    [Fact]
    public async Task AChunkedBodyArrivesWhole()
    {
        var text = new string('x', 200_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(text, Encoding.UTF8, "text/plain") };
        request.Headers.TransferEncodingChunked = true;

        var @event = await ReadAsync(await _cloud.Http.SendAsync(request));

        ((string)@event["body"]!).ShouldBe(text);
        @event["headers"]!.AsObject().ContainsKey("transfer-encoding").ShouldBeFalse();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}

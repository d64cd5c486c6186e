namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class CorsTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async Task InitializeAsync() => _cloud = await Cloud.StartAsync(o => o with
    {
        Cors = new CorsConfiguration
        {
            AllowOrigins = ["https://app.example"],
            AllowMethods = ["POST", "GET"],
            AllowHeaders = ["content-type"],
            ExposeHeaders = ["x-request-id"],
            AllowCredentials = true,
            MaxAge = 600,
        },
    });

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task APreflightIsAnsweredWithoutTheFunction()
    {
        var response = await SendAsync(HttpMethod.Options, "https://app.example", "POST");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(response, "Access-Control-Allow-Origin").ShouldBe("https://app.example");
        Header(response, "Access-Control-Allow-Methods").ShouldBe("POST,GET");
        Header(response, "Access-Control-Allow-Headers").ShouldBe("content-type");
        Header(response, "Access-Control-Allow-Credentials").ShouldBe("true");
        Header(response, "Access-Control-Max-Age").ShouldBe("600");
        _cloud.Totals.Invocations.ShouldBe(0);
    }

    [Theory]
    [InlineData("https://evil.example", "POST")]
    [InlineData("https://app.example", "DELETE")]
    public async Task APreflightThatIsNotAllowedGetsNoPermission(string origin, string method)
    {
        var response = await SendAsync(HttpMethod.Options, origin, method);

        Header(response, "Access-Control-Allow-Origin").ShouldBeNull();
        Header(response, "Access-Control-Allow-Methods").ShouldBeNull();
    }

    [Fact]
    public async Task TheConfigurationReplacesTheHandlersHeaders()
    {
        var response = await SendAsync(HttpMethod.Post, "https://app.example");

        Header(response, "Access-Control-Allow-Origin").ShouldBe("https://app.example");
        Header(response, "Access-Control-Expose-Headers").ShouldBe("x-request-id");
        Header(response, "Access-Control-Max-Age").ShouldBeNull();
        (await response.Content.ReadAsStringAsync()).ShouldBe("handled");
    }

    [Fact]
    public async Task AForeignOriginGetsTheResponseWithoutPermission()
    {
        var response = await SendAsync(HttpMethod.Post, "https://evil.example");

        Header(response, "Access-Control-Allow-Origin").ShouldBeNull();
        (await response.Content.ReadAsStringAsync()).ShouldBe("handled");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string origin, string? requested = null)
    {
        using var request = new HttpRequestMessage(method, "/raw")
        {
            Content = new StringContent("""{"statusCode":200,"body":"handled","headers":{"Access-Control-Allow-Origin":"*","access-control-max-age":"5"}}""", null, "application/json"),
        };
        request.Headers.Add("Origin", origin);
        if (requested is not null) request.Headers.Add("Access-Control-Request-Method", requested);
        return await _cloud.Http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(';', values) : null;
}

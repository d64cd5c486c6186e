namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class FunctionResponseTests(SharedCloud shared) : IClassFixture<SharedCloud>
{
    private readonly Cloud _cloud = shared.Cloud;

    // The values and what AWS made of them: LocalStack's AWS-validated test_lambda_url_invocation.
    [Theory]
    [InlineData("""{"hello":"world"}""", """{"hello":"world"}""")]
    [InlineData("\"hello\"", "hello")]
    [InlineData("\"a \\\"quoted\\\" \\u00e4\"", "a \"quoted\" ä")]
    [InlineData("3", "3")]
    [InlineData("3.1", "3.1")]
    [InlineData("true", "true")]
    [InlineData("""["hello",3,true]""", """["hello",3,true]""")]
    [InlineData("""{"body":"without status","headers":{"content-type":"text/html"}}""", """{"body":"without status","headers":{"content-type":"text/html"}}""")]
    public async Task AValueWithoutAStatusCodeIsTheBodyOfA200(string returned, string body)
    {
        var response = await _cloud.PostAsync("/raw", returned);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
    }

    [Theory]
    [InlineData("""{"statusCode":200,"body":"body123"}""", 200, "application/json", "body123")]
    [InlineData("""{"statusCode":418,"body":"i'm a teapot","headers":{"Content-Type":"text/plain"}}""", 418, "text/plain", "i'm a teapot")]
    [InlineData("""{"body":"first","statusCode":202}""", 202, "application/json", "first")]
    [InlineData("""{"statusCode":"201","body":"{\"a\":\"\\u00e4\\n\"}"}""", 201, "application/json", "{\"a\":\"\\u00e4\\n\"}")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":"aGVsbG8="}""", 200, "application/json", "hello")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":"aGVs\u0062G8="}""", 200, "application/json", "hello")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":false,"body":"aGVsbG8="}""", 200, "application/json", "aGVsbG8=")]
    [InlineData("""{"statusCode":503,"headers":null,"body":null,"cookies":null,"unknown":{"x":[1]}}""", 503, "application/json", "")]
    public async Task AnObjectWithAStatusCodeIsTheResponse(string returned, int status, string contentType, string body)
    {
        var response = await _cloud.PostAsync("/raw", returned);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.ToString().ShouldBe(contentType);
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
    }

    [Fact]
    public async Task HeadersAndCookiesAreSet()
    {
        var response = await _cloud.PostAsync("/raw",
            """{"statusCode":202,"headers":{"Retry-After":3,"x-flag":true,"Connection":"close","Content-Length":"999"},"cookies":["a=1; Path=/","b=2"],"body":"x"}""");

        response.Headers.GetValues("Retry-After").ShouldBe(["3"]);
        response.Headers.GetValues("x-flag").ShouldBe(["true"]);
        response.Headers.GetValues("Set-Cookie").ShouldBe(["a=1; Path=/", "b=2"]);
        response.Headers.ConnectionClose.ShouldNotBe(true);
        (await response.Content.ReadAsStringAsync()).ShouldBe("x");
    }

    [Fact]
    public async Task A204HasNoBody()
    {
        var response = await _cloud.PostAsync("/raw", """{"statusCode":204}""");

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await response.Content.ReadAsStringAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("hello")]
    [InlineData("""{"statusCode":"many"}""")]
    [InlineData("""{"statusCode":99}""")]
    [InlineData("""{"statusCode":600}""")]
    [InlineData("""{"statusCode":20.5}""")]
    [InlineData("""{"statusCode":200,"body":{"not":"text"}}""")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":"not base64!"}""")]
    [InlineData("""{"statusCode":200,"headers":["a"]}""")]
    [InlineData("""{"statusCode":200,"headers":{"a":["b"]}}""")]
    [InlineData("""{"statusCode":200,"headers":{"a":"line\nbreak"}}""")]
    public async Task AMalformedResponseIsA502(string returned)
    {
        var response = await _cloud.PostAsync("/raw", returned, "text/plain");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldBe("Internal Server Error");
    }

    [Fact]
    public async Task AHeadRequestGetsTheHeadersAlone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/anything");

        var response = await _cloud.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }
}

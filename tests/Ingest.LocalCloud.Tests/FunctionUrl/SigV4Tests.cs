using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class SigV4Tests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private Cloud _cloud = null!;

    public async Task InitializeAsync() => _cloud = await Cloud.StartAsync(o => o with { AuthType = FunctionUrlAuthType.AwsIam, Time = _time });

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task AnUnsignedRequestIsForbidden()
    {
        var response = await _cloud.PostAsync("/v1/events", "{}");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Headers.GetValues("x-amzn-ErrorType").ShouldBe(["AccessDeniedException"]);
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}""");
        _cloud.Totals.Invocations.ShouldBe(0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/events?dryRun=true&b=2&a=%20x&a=1&flag")]
    [InlineData("/a%20path/with~odd_chars")]
    public async Task ASignedRequestPassesAndNamesItsCaller(string target)
    {
        var response = await SendAsync(new Signer { Target = target });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var context = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["requestContext"]!;
        ((string)context["authorizer"]!["iam"]!["accessKey"]!).ShouldBe("test");
        ((string)context["accountId"]!).ShouldBe("000000000000");
    }

    [Fact]
    public async Task APresignedRequestPasses()
    {
        var response = await SendAsync(new Signer { Target = "/x?y=1", Presigned = true, Body = "" });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task APresignedRequestExpires()
    {
        var response = await SendAsync(new Signer { Presigned = true, Body = "", Now = Now.AddSeconds(-61) });

        await ShouldRefuseAsync(response, "InvalidSignatureException", "Signature expired");
    }

    [Fact]
    public async Task ASignatureCalculatedWithOpensslPasses()
    {
        // openssl dgst -sha256 -mac HMAC, step by step: secret "test", GET /, signed headers host and x-amz-date.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "local";
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20261121T120000Z");
        request.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=a2b4c7a633017df012537f5d21e891a285bd1537915e54416798d685aa78b20e");

        var response = await _cloud.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("body")]
    [InlineData("method")]
    [InlineData("query")]
    [InlineData("header")]
    [InlineData("secret")]
    public async Task WhateverIsSignedCannotBeChanged(string what)
    {
        var signer = new Signer { Target = "/v1/events?a=1" };
        using var request = signer.Sign(what is "secret" ? "guess" : "test", _cloud.Host.FunctionUrl, Now);
        if (what is "body") request.Content = new StringContent("{\"other\":1}", Encoding.UTF8, "application/json");
        if (what is "method") request.Method = HttpMethod.Put;
        if (what is "query") request.RequestUri = new Uri("/v1/events?a=2", UriKind.Relative);
        if (what is "header")
        {
            request.Headers.Remove("x-signed");
            request.Headers.Add("x-signed", "changed");
        }

        var response = await _cloud.Http.SendAsync(request);

        await ShouldRefuseAsync(response, "InvalidSignatureException", "The request signature we calculated does not match");
    }

    [Theory]
    [InlineData(-301, "Signature expired: 20261121T115459Z is now earlier than 20261121T115500Z (20261121T120000Z - 5 min.)")]
    [InlineData(301, "Signature not yet current: 20261121T120501Z is still later than 20261121T120500Z (20261121T120000Z + 5 min.)")]
    public async Task AClockMoreThanFiveMinutesOffIsRefused(int seconds, string message)
    {
        var response = await SendAsync(new Signer { Now = Now.AddSeconds(seconds) });

        await ShouldRefuseAsync(response, "InvalidSignatureException", message);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public async Task AClockFiveMinutesOffPasses(int seconds)
    {
        var response = await SendAsync(new Signer { Now = Now.AddSeconds(seconds) });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnotherServicesSignatureIsRefused() =>
        await ShouldRefuseAsync(await SendAsync(new Signer { Service = "execute-api" }), "InvalidSignatureException", "Credential should be scoped to correct service: 'lambda'.");

    [Fact]
    public async Task AnUnknownKeyIsRefused() =>
        await ShouldRefuseAsync(await SendAsync(new Signer { AccessKey = "AKIAUNKNOWN" }), "UnrecognizedClientException", "The security token included in the request is invalid.");

    [Fact]
    public async Task AnIncompleteSignatureSaysWhatIsMissing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20261121T120000Z");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/lambda/aws4_request, Signature=00");

        await ShouldRefuseAsync(await _cloud.Http.SendAsync(request), "IncompleteSignatureException", "requires 'SignedHeaders' parameter");
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private async Task<HttpResponseMessage> SendAsync(Signer signer)
    {
        using var request = signer.Sign("test", _cloud.Host.FunctionUrl, Now);
        return await _cloud.Http.SendAsync(request);
    }

    private static async Task ShouldRefuseAsync(HttpResponseMessage response, string errorType, string message)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Headers.GetValues("x-amzn-ErrorType").ShouldBe([errorType]);
        ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"]!).ShouldContain(message);
    }

    /// <summary>Signs as a client does, written from the specification and apart from the code under test.</summary>
    private sealed record Signer
    {
        public string Target { get; init; } = "/v1/events";

        public string Body { get; init; } = "{\"deviceId\":\"dev-1\"}";

        public string Service { get; init; } = "lambda";

        public string AccessKey { get; init; } = "test";

        public bool Presigned { get; init; }

        public DateTimeOffset? Now { get; init; }

        public HttpRequestMessage Sign(string secret, Uri url, DateTimeOffset now)
        {
            var timestamp = (Now ?? now).ToString("yyyyMMdd'T'HHmmss'Z'");
            var scope = $"{timestamp[..8]}/us-east-1/{Service}/aws4_request";
            var (path, query) = (Target.Split('?')[0], Target.Contains('?', StringComparison.Ordinal) ? Target.Split('?')[1] : "");
            var signedHeaders = Presigned ? "host" : "host;x-amz-date;x-signed";
            if (Presigned)
            {
                var credential = Uri.EscapeDataString($"{AccessKey}/{scope}");
                query = $"{query}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={timestamp}&X-Amz-Expires=60&X-Amz-SignedHeaders=host".TrimStart('&');
            }
            var canonicalQuery = query.Length == 0 ? "" : string.Join('&', query.Split('&').Select(p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=").Order(StringComparer.Ordinal));
            var headers = $"host:{url.Authority}\n" + (Presigned ? "" : $"x-amz-date:{timestamp}\nx-signed:some value\n");
            var canonical = $"{(Presigned ? "GET" : "POST")}\n{path.Replace("%", "%25", StringComparison.Ordinal)}\n{canonicalQuery}\n{headers}\n{signedHeaders}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Body)))}";
            var toSign = $"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
            var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part)));
            var signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));

            if (Presigned) return new HttpRequestMessage(HttpMethod.Get, new Uri($"{path}?{query}&X-Amz-Signature={signature}", UriKind.Relative));
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Target, UriKind.Relative)) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("X-Amz-Date", timestamp);
            request.Headers.TryAddWithoutValidation("x-signed", "  some   value ");
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={AccessKey}/{scope}, SignedHeaders={signedHeaders}, Signature={signature}");
            return request;
        }

        private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
    }
}

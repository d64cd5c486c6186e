using System.Text;
using System.Text.Json;
using Ingest.Function.Sdk;

namespace Ingest.Function.Tests.FunctionUrl;

public sealed class RequestReaderTests
{
    private const string Whole = """
        {"version":"2.0","routeKey":"$default","rawPath":"/v1/events","rawQueryString":"dryRun=true","cookies":["a=b"],
         "headers":{"host":"x","content-type":"application/json","content-encoding":"identity","prefer":"handling=strict","x":"y"},
         "queryStringParameters":{"body":"not this"},
         "requestContext":{"accountId":"1","http":{"method":"POST","path":"/","body":{"a":[1,2]}},"requestId":"r","timeEpoch":1},
         "body":"[{\"deviceId\":\"Gr\u00fc\u00dfe \\n\"}]","isBase64Encoded":false}
        """;

    /// <summary>The hand-written reader against the serializer that RuntimeSupport uses.</summary>
    [Theory]
    [InlineData(Whole)]
    [InlineData("""{"rawPath":"/other/path","rawQueryString":"","headers":{},"requestContext":{"http":{"method":"PATCH"}},"isBase64Encoded":true,"body":"e30="}""")]
    [InlineData("""{"body":"","rawPath":"/","rawQueryString":"a=b","headers":{"content-type":null},"requestContext":{"authorizer":{"iam":{"http":{"method":"PUT"}}},"http":{"protocol":"HTTP/1.1","method":"GET"}}}""")]
    [InlineData("{}")]
    [InlineData("""{"requestContext":{},"body":null}""")]
    [InlineData("""{"requestContext":{"http":{}},"body":""}""")]
    [InlineData("""{ "body" : "\\\" \u0022\/\ud83d\ude00 of which more than sixteen bytes" , "rawPath" : "/behind" }""")]
    public void ItReadsWhatTheSerializerReads(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var expected = SdkProgram.NewSerializer().Deserialize<FunctionUrlRequest>(stream);

        var read = RequestReader.Read(Encoding.UTF8.GetBytes(json));

        Describe(read).ShouldBe(Describe(expected));
    }

    [Fact]
    public void WhatIsAbsentHasItsDefault() => Describe(RequestReader.Read("""{"body":null,"requestContext":{}}"""u8)).ShouldBe("/||||||False|0|none");

    /// <summary>What a producer sends there must not cost it the response.</summary>
    [Theory]
    [InlineData("\\ud800")]
    [InlineData("a\\\"\\udc00")]
    public void AHeaderThatIsNoUnicodeHarmsNoOther(string value)
    {
        using var request = RequestReader.Read(Encoding.UTF8.GetBytes($"{{\"headers\":{{\"x-odd\":\"{value}\",\"content-type\":\"application/\\u006ason\"}}}}"));

        Header(request, "content-type").ShouldBe("application/json");
        Header(request, "x-odd").ShouldBe(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"body":7}""")]
    [InlineData("""{"rawPath":7}""")]
    [InlineData("""{"body":"a","rawPath":""")]
    [InlineData("""{"body":"\ud800"}""")]
    [InlineData("""{"body":"a","rawPath":"\ud800"}""")]
    [InlineData("""{"body":"a"} {}""")]
    [InlineData("""{"rawPath":"/"}x""")]
    [InlineData("""{"headers":["content-type"]}""")]
    [InlineData("""{"headers":"x"}""")]
    [InlineData("""{"requestContext":[]}""")]
    [InlineData("""{"requestContext":{"http":"POST"}}""")]
    [InlineData("""{"isBase64Encoded":"true"}""")]
    [InlineData("""{"body":"a","body":"b"}""")]
    [InlineData("""{"headers":{},"body":"a","headers":{}}""")]
    public void WhatIsNoEventIsAnError(string json) => Should.Throw<JsonException>(() => RequestReader.Read(Encoding.UTF8.GetBytes(json)));

    private static string Describe(FunctionUrlRequest r) => string.Join('|', r.RawPath, r.RawQueryString, Header(r, "content-type"), Header(r, "content-encoding"), Header(r, "prefer"),
        r.Method, r.IsBase64Encoded, r.TimeEpoch, r.Body is null ? "none" : Encoding.UTF8.GetString(r.Body.Memory.Span));

    private static string Header(FunctionUrlRequest request, string name) => Encoding.UTF8.GetString(request.Header(Encoding.UTF8.GetBytes(name)));
}

using System.IO.Compression;
using System.Net.Http.Headers;

namespace Ingest.EndToEnd.Tests;

/// <summary>Compressed bodies, as the Function URL's rule for text and base64 delivers them to the compiled function.</summary>
public sealed class CompressionTests(SharedCloud shared) : IClassFixture<SharedCloud>
{
    private readonly Cloud _cloud = shared.Cloud;

    [Trait("Slice", "arm64")]
    [Theory]
    [InlineData("application/octet-stream", "gzip", CompressionLevel.NoCompression)]
    [InlineData("application/octet-stream", "X-GZIP", CompressionLevel.SmallestSize)]
    [InlineData("application/vnd.api+json", "gzip", CompressionLevel.Fastest)]
    [InlineData(null, "gzip", CompressionLevel.Optimal)]
    public async Task EveryEventOfAGzippedBodyIsStoredAsItWasSent(string? type, string encoding, CompressionLevel level)
    {
        var device = $"gzip-{level}";
        var events = Enumerable.Range(0, 600).Select(i => SampleEvents.Event(device, $"{i}", $",\"note\":\"{new string('n', i)}\"")).ToArray();

        var response = await PostAsync(Gzip($"[{string.Join(',', events)}]", level), encoding, type);

        response.Text.ShouldBe("""{"received":600,"accepted":600,"duplicates":0}""");
        response.Status.ShouldBe(HttpStatusCode.Accepted);
        var items = (await _cloud.ItemsAsync()).Where(item => item["deviceId"].S == device).ToDictionary(item => item["sk"].S.Split('#')[1], item => item["data"].S);
        items.Count.ShouldBe(600);
        for (var i = 0; i < events.Length; i++) items[$"{i}"].ShouldBe(events[i]);
    }

    [Fact]
    public async Task ABrotliBodyIsTakenToo()
    {
        using var brotli = new MemoryStream();
        using (var stream = new BrotliStream(brotli, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(Encoding.UTF8.GetBytes(SampleEvents.Event("br", "1")));

        (await PostAsync(brotli.ToArray(), "br")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await PostAsync(brotli.ToArray()[..^1], "br")).Outcome.ShouldBe("invalid-brotli");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task GzipThatTheUrlDeliversAsTextIsRefusedWithWhatToChange(string type)
    {
        var response = await PostAsync(Gzip($"[{SampleEvents.Event("text", "1")}]"), "gzip", type);

        response.Status.ShouldBe(HttpStatusCode.BadRequest);
        response.Outcome.ShouldBe("invalid-gzip");
        response.Json["detail"]!.GetValue<string>().ShouldBe($"Content-Encoding is gzip, and the platform delivered the body as text, as it does if the content type is '{type}'. Compressed data is damaged by that: send it as application/octet-stream.");
    }

    [Fact]
    public async Task DamagedGzipIsRefusedWholeAndTheNextRequestIsNot()
    {
        var gzip = Gzip($"[{SampleEvents.Event("damaged", "1")}]");

        foreach (var damaged in new[] { gzip[..^9], [.. gzip, 0], [.. gzip[..20], (byte)~gzip[20], .. gzip[21..]], "plain"u8.ToArray() })
        {
            var response = await PostAsync(damaged, "gzip");
            response.Status.ShouldBe(HttpStatusCode.BadRequest);
            response.Outcome.ShouldBe("invalid-gzip");
        }
        (await PostAsync([.. Gzip("["), .. Gzip(SampleEvents.Event("members", "1")), .. Gzip("]")], "gzip")).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task ABombIs413AndTheNextRequestIsAnswered()
    {
        var response = await PostAsync(Gzip(new string(' ', 200_000_000)), "gzip");

        response.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        response.Outcome.ShouldBe("body-too-large");
        response.Json["detail"]!.GetValue<string>().ShouldContain("16777216 bytes once decompressed");
        (await PostAsync(Gzip(SampleEvents.Event("bomb", "1")), "gzip")).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task ABodyLongerThanTheUrlTakesIsTakenCompressed()
    {
        var body = $"[{string.Join(',', Enumerable.Range(0, 400).Select(i => SampleEvents.Event($"long-{i}", "1", $",\"note\":\"{new string('n', 20_000)}\"")))}]";

        var response = await PostAsync(Gzip(body), "gzip");

        body.Length.ShouldBeGreaterThan(8_000_000);
        response.Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    public async Task AnotherEncodingIs415WithWhatIsAccepted(string encoding)
    {
        using var request = Request(Encoding.UTF8.GetBytes(SampleEvents.Event("other", "1")), encoding, "application/json");
        using var http = new HttpClient { BaseAddress = _cloud.Host.FunctionUrl };
        using var response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        response.Headers.GetValues("Accept-Encoding").ShouldBe(["gzip, br, identity"]);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"The content encoding is '{encoding}'");
    }

    private async Task<UrlResponse> PostAsync(byte[] body, string encoding, string? type = "application/octet-stream")
    {
        using var request = Request(body, encoding, type);
        return await _cloud.SendAsync(request);
    }

    private static HttpRequestMessage Request(byte[] body, string encoding, string? type)
    {
        var content = new ByteArrayContent(body);
        if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = content };
    }

    private static byte[] Gzip(string text, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return output.ToArray();
    }
}

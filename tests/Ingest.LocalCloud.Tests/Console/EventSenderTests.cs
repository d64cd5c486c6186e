using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests.Console;

public sealed class EventSenderTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async Task InitializeAsync() => _cloud = await Cloud.StartAsync();

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task TheRequestReachesTheFunctionAsAProducersDoes()
    {
        var sent = await SendAsync(new { path = "v1/events?dryRun=true", body = "é", contentType = "text/plain", headers = new Dictionary<string, string> { ["x-api-key"] = "k" } });

        var @event = JsonNode.Parse((string)sent["body"]!)!;
        ((int)sent["status"]!, (string)@event["rawPath"]!, (string)@event["rawQueryString"]!, (string)@event["body"]!).ShouldBe((200, "/v1/events", "dryRun=true", "é"));
        ((string)@event["headers"]!["x-api-key"]!, (string)@event["headers"]!["content-type"]!).ShouldBe(("k", "text/plain"));
        ((string)sent["requestId"]!).ShouldBe((string)@event["requestContext"]!["requestId"]!);
        ((int)sent["recordCount"]!, (int)sent["itemCount"]!).ShouldBe((0, 0));
        _cloud.Totals.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task AUrlThatWantsSignaturesGetsThem()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { AuthType = FunctionUrlAuthType.AwsIam });

        using var response = await cloud.ConsoleHttp.PostAsJsonAsync(new Uri("api/send", UriKind.Relative), new { path = "v1/events?dryRun=true&a=%20x", body = "{}" });

        ((int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["status"]!).ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"path":"http://evil.example/"}""")]
    [InlineData("""{"path":"//evil.example/x"}""")]
    [InlineData("""{"path":"/\\evil.example"}""")]
    public async Task NothingIsSentElsewhere(string request)
    {
        using var response = await _cloud.ConsoleHttp.PostAsync(new Uri("api/send", UriKind.Relative), new StringContent(request, mediaType: new("application/json")));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _cloud.Totals.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType, "application/json")]
    [InlineData("application/json", "[1]", HttpStatusCode.BadRequest, "an object with body")]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest, "an object with body")]
    [InlineData("application/json", """{"body":7}""", HttpStatusCode.BadRequest, "an object with body")]
    [InlineData("application/json", """{"headers":{"a":"b\r\nc: d"}}""", HttpStatusCode.BadRequest, "The header 'a' cannot be sent")]
    public async Task AWrongRequestSaysWhatIsWrong(string type, string body, HttpStatusCode status, string says)
    {
        using var response = await _cloud.ConsoleHttp.PostAsync(new Uri("api/send", UriKind.Relative), new StringContent(body, mediaType: new(type)));

        response.StatusCode.ShouldBe(status);
        ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!).ShouldContain(says);
        _cloud.Totals.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task APageOfAnotherOriginSendsNothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/send") { Content = JsonContent.Create(new { body = "{}" }) };
        request.Headers.Add("Origin", "http://evil.example");

        (await _cloud.ConsoleHttp.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _cloud.Totals.Requests.ShouldBe(0);
    }

    private async Task<JsonNode> SendAsync(object request)
    {
        using var response = await _cloud.ConsoleHttp.PostAsJsonAsync(new Uri("api/send", UriKind.Relative), request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}

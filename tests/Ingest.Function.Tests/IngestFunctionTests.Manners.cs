using System.Text;
using System.Text.Json.Nodes;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests;

public sealed partial class IngestFunctionTests
{
    [Theory]
    [InlineData("POST", "/v1/events", "{}")]
    [InlineData("POST", "/v1/events", "ok")]
    [InlineData("GET", "/health", "")]
    [InlineData("GET", "/ready", "")]
    [InlineData("GET", "/openapi.json", "")]
    [InlineData("GET", "/nothing", "")]
    [InlineData("PUT", "/v1/events", "")]
    public async Task NoResponseIsCachedAndEachCarriesTheRequestsOwnId(string method, string path, string body)
    {
        var request = Request(body == "ok" ? Batches.Event() : body, method, path).With(("x-request-id", "trace-1/a"), ("accept", "text/html"));

        var response = await RespondAsync(Function(), request, Context());

        response.Header("cache-control").ShouldBe("no-store");
        response.Header("x-request-id").ShouldBe("trace-1/a");
        response.Header("content-type").ShouldBeOneOf("application/json", "application/problem+json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\r\nset-cookie: a=b")]
    [InlineData("Zoë")]
    public async Task ARequestIdThatIsNoNameIsPassedOver(string id) =>
        (await RespondAsync(Function(), Request(Batches.Event()).With(("x-request-id", id)), Context())).Header("x-request-id").ShouldBeNull();

    [Fact]
    public async Task ReadinessIsWhatTheLastPostToEachSinkCameTo()
    {
        var function = Function();
        (await ReadyOf(function)).ShouldBe((200, "unknown", "unknown"));

        await RespondAsync(function, Request(Batches.Event()), Context());
        (await ReadyOf(function)).ShouldBe((200, "stored", "stored"));

        _dynamoDb.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.OperatorNeeded);
        await RespondAsync(function, Request(Batches.Event()), Context());
        (await ReadyOf(function)).ShouldBe((503, "stored", "operator-needed"));

        _dynamoDb.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Written);
        await RespondAsync(function, Request(Batches.Event()), Context());
        (await ReadyOf(function)).ShouldBe((200, "stored", "stored"));
    }

    /// <summary>HTTP 1.1 Web Hooks for Event Delivery §4, which CloudEvents senders ask by.</summary>
    [Fact]
    public async Task AWebhookSenderIsToldThatItMay()
    {
        var response = await RespondAsync(Function(WithKeys), Request("", "OPTIONS").With(("webhook-request-origin", "eventemitter.example.com"), ("webhook-request-rate", "120")), Context());

        response.StatusCode.ShouldBe(200);
        (response.Header("webhook-allowed-origin"), response.Header("webhook-allowed-rate"), response.Header("allow")).ShouldBe(("eventemitter.example.com", "*", "POST"));
        response.Body.Memory.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("/v1/events", null)]
    [InlineData("/v1/events", "a b")]
    [InlineData("/health", "a")]
    public async Task AnyOtherOptionsIs405(string path, string? origin) =>
        (await RespondAsync(Function(), Request("", "OPTIONS", path).With(("webhook-request-origin", origin)), Context())).StatusCode.ShouldBe(405);

    [Fact]
    public async Task ACloudEventInBinaryModeIsStored()
    {
        var (response, body) = await Read(RespondAsync(Function(), Request("{\"t\":1}").With(("ce-specversion", "1.0"), ("ce-id", "9"), ("ce-source", "/s"), ("ce-type", "t")), Context()));

        response.StatusCode.ShouldBe(202);
        body["accepted"]!.GetValue<int>().ShouldBe(1);
        _kinesis.Calls.ShouldHaveSingleItem().ShouldBe(["9"]);
    }

    [Fact]
    public async Task AMappingTakesEventsAtItsPath()
    {
        var settings = IngestSettings.Read(name => name switch { "EVENT_MAPPING" => "segment", "AUTH" => "none", "ALLOW_ANONYMOUS" => "true", "STREAM_NAME" or "TABLE_NAME" => "telemetry", _ => null });

        var (response, _) = await Read(RespondAsync(Function(settings), Request("""{"batch":[{"userId":"u","messageId":"m","timestamp":"2026-11-21T12:00:00Z"}]}""", path: "/v1/batch"), Context()));

        response.StatusCode.ShouldBe(202);
        _dynamoDb.Calls.ShouldHaveSingleItem().ShouldBe(["m"]);
    }

    private async Task<(int Status, string Kinesis, string DynamoDb)> ReadyOf(IngestFunction function)
    {
        var response = await RespondAsync(function, Request("", "GET", "/ready"), Context());
        var sinks = JsonNode.Parse(Encoding.UTF8.GetString(response.Body.Memory.Span))!["sinks"]!;
        return (response.StatusCode, sinks[0]!["outcome"]!.GetValue<string>(), sinks[1]!["outcome"]!.GetValue<string>());
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests;

/// <summary>The status table of docs/api.md, against the request path with sinks in memory.</summary>
public sealed partial class IngestFunctionTests
{
    private readonly ManualTimeProvider _time = new(Batches.Now);
    private readonly FakeSink _kinesis = new();
    private readonly FakeSink _dynamoDb = new();

    [Fact]
    public async Task EveryEventDurableIs202()
    {
        var (response, body) = await Post($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")},{Batches.Event("a", "2")}]");

        response.StatusCode.ShouldBe(202);
        response.Header("content-type").ShouldBe("application/json");
        body.ToJsonString().ShouldBe("""{"received":3,"accepted":2,"duplicates":1}""");
        _kinesis.Calls.ShouldHaveSingleItem().ShouldBe(["1", "2"]);
        _dynamoDb.Calls.ShouldHaveSingleItem().ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task SomeInvalidAndAllOthersDurableIs200AndNamesThem()
    {
        var (response, body) = await Post($"[{Batches.Event("a", "1")},{{\"id\":\"bad\"}}]");

        response.StatusCode.ShouldBe(200);
        body["accepted"]!.GetValue<int>().ShouldBe(1);
        body["rejected"]!.ToJsonString().ShouldBe("""[{"index":1,"id":"bad","code":"missing-member","pointer":"/deviceId","detail":"deviceId is required.","more":[{"code":"missing-member","pointer":"/time","detail":"time is required."},{"code":"missing-member","pointer":"/values","detail":"values is required."}]}]""");
    }

    [Theory]
    [InlineData("""[{"id":"bad"}]""", "all-rejected", 1)]
    [InlineData("", "empty-body", 0)]
    [InlineData("[", "malformed-body", 0)]
    public async Task NoneValidOrAnUnreadableBodyIs400(string json, string code, int received)
    {
        var (response, body) = await Post(json);

        response.StatusCode.ShouldBe(400);
        response.Header("content-type").ShouldBe("application/problem+json");
        body["type"]!.GetValue<string>().ShouldBe($"urn:ingest:problem:{code}");
        body["received"]!.GetValue<int>().ShouldBe(received);
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task ThrottledToTheDeadlineIs429AndNamesWhatToSendAgain()
    {
        _dynamoDb.OnWrite = (call, _) => new(call.Units.Select(u => u.Unit == 1 ? WriteOutcome.Throttled : WriteOutcome.Written).ToArray());

        var (response, body) = await PostUntilCompleted($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")},{{}}]");

        response.StatusCode.ShouldBe(429);
        response.Header("ingest-outcome").ShouldBe("throttled");
        int.Parse(response.Header("retry-after")!).ShouldBeGreaterThanOrEqualTo(1);
        body["retry"]!.ToJsonString().ShouldBe("""[{"index":1,"id":"2"}]""");
        body["accepted"]!.GetValue<int>().ShouldBe(1);
        body["rejected"]!.AsArray().Count.ShouldBe(1);
        _dynamoDb.Calls[0].ShouldBe(["1", "2"]);
        _dynamoDb.Calls.Count.ShouldBeGreaterThan(2);
        _dynamoDb.Calls.Skip(1).ShouldAllBe(ids => ids.SequenceEqual(new[] { "2" }));
        _kinesis.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AFailingSinkIs503AndTheOtherSinksWorkIsNotRepeated()
    {
        _kinesis.OnWrite = (_, _) => throw new HttpRequestException("connection reset");

        var (response, body) = await PostUntilCompleted(Batches.Event("a", "1"));

        response.StatusCode.ShouldBe(503);
        response.Header("ingest-outcome").ShouldBe("unavailable");
        response.Header("retry-after").ShouldNotBeNull();
        body["retry"]!.ToJsonString().ShouldBe("""[{"index":0,"id":"1"}]""");
        _dynamoDb.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AFailureThatPassesIsRetriedAndAcknowledged()
    {
        var calls = 0;
        _kinesis.OnWrite = (call, _) => FakeSink.All(call, ++calls == 1 ? WriteOutcome.Throttled : WriteOutcome.Written);

        var (response, _) = await PostUntilCompleted(Batches.Event("a", "1"));

        response.StatusCode.ShouldBe(202);
        calls.ShouldBe(2);
    }

    [Fact]
    public async Task AnEventNoSinkCanHoldIsRejectedWithSizeAndLimit()
    {
        var json = Batches.Event("a", "1");
        var function = Function(new FakeSink { Limits = new CallLimits(500, 1_000, json.Length - 1, 1, false) });

        var (response, body) = await Read(RespondAsync(function, Request($"[{json}]"), Context()));

        response.StatusCode.ShouldBe(400);
        body["rejected"]![0]!["detail"]!.GetValue<string>().ShouldBe($"The event makes a unit of {json.Length} bytes; the limit is {json.Length - 1}.");
    }

    [Fact]
    public async Task StrictHandlingWritesNothingUnlessAllAreValid()
    {
        var (response, body) = await Read(RespondAsync(Function(), Request($"[{Batches.Event("a", "1")},{{}}]", prefer: "respond-async, handling=strict"), Context()));

        response.StatusCode.ShouldBe(400);
        response.Header("ingest-outcome").ShouldBe("strict-rejected");
        body["retry"]!.ToJsonString().ShouldBe("""[{"index":0,"id":"1"}]""");
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task ADryRunValidatesAndWritesNothing()
    {
        var (response, body) = await Read(RespondAsync(Function(), Request($"[{Batches.Event("a", "1")},{{}}]", query: "dryRun=true"), Context()));

        response.StatusCode.ShouldBe(200);
        body["dryRun"]!.GetValue<bool>().ShouldBeTrue();
        body["rejected"]!.AsArray().Count.ShouldBe(1);
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "/health", 200, null)]
    [InlineData("DELETE", "/health", 405, "GET, HEAD")]
    [InlineData("GET", "/v1/events", 405, "POST")]
    [InlineData("POST", "/v2/events", 404, null)]
    public async Task PathsAndMethodsAreKnownOrNamed(string method, string path, int status, string? allow)
    {
        var (response, _) = await Read(RespondAsync(Function(), Request("", method: method, path: path), Context()));

        response.StatusCode.ShouldBe(status);
        response.Header("allow").ShouldBe(allow);
    }

    [Theory]
    [InlineData("application/x-protobuf", null, "unsupported-media-type", null)]
    [InlineData("application/json", "compress", "unsupported-encoding", "gzip, deflate, br, zstd, identity")]
    public async Task AnUnsupportedTypeOrEncodingIs415(string type, string? encoding, string code, string? accepted)
    {
        var (response, _) = await Read(RespondAsync(Function(), Request("{}", type: type, encoding: encoding), Context()));

        response.StatusCode.ShouldBe(415);
        response.Header("ingest-outcome").ShouldBe(code);
        response.Header("accept-encoding").ShouldBe(accepted);
    }

    [Fact]
    public async Task ABase64BodyIsDecoded()
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Batches.Event("a", "1")));

        (await Read(RespondAsync(Function(), Request(base64, isBase64: true), Context()))).Response.StatusCode.ShouldBe(202);
        (await Read(RespondAsync(Function(), Request("!!!!", isBase64: true), Context()))).Response.Header("ingest-outcome").ShouldBe("invalid-base64");
    }

    private IngestFunction Function(params FakeSink[] sinks) => Function(Batches.Settings, sinks);

    private IngestFunction Function(IngestSettings settings, params FakeSink[] sinks) =>
        IngestFunction.Create(settings, sinks.Length > 0 ? sinks : [_kinesis, _dynamoDb], _time, new LogWriter(null, _time), new Random(1));

    private Task<(FunctionUrlResponse Response, JsonObject Body)> Post(string json) => Read(RespondAsync(Function(), Request(json), Context()));

    /// <summary>Moves the clock to whatever is waited for until the response is there.</summary>
    private async Task<(FunctionUrlResponse Response, JsonObject Body)> PostUntilCompleted(string json)
    {
        var responding = RespondAsync(Function(), Request(json), Context());
        while (!responding.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        return await Read(responding);
    }

    private static FunctionUrlRequest Request(string body, string method = "POST", string path = "/v1/events", string query = "", string? prefer = null, string? type = "application/json", string? encoding = null, bool isBase64 = false)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(body.Length * 3);
        var length = Encoding.UTF8.GetBytes(body, buffer);
        return new FunctionUrlRequest
        {
            RawPath = path,
            RawQueryString = query,
            Method = method,
            Body = length == 0 ? null : Utf8Body.Rent(buffer, length),
            IsBase64Encoded = isBase64,
        }.With(("content-type", type), ("prefer", prefer), ("content-encoding", encoding));
    }

    private static Task<FunctionUrlResponse> RespondAsync(IngestFunction function, FunctionUrlRequest request, FixedInvocation context) => function.HandleAsync(request, context).AsTask();

    private static async Task<(FunctionUrlResponse Response, JsonObject Body)> Read(Task<FunctionUrlResponse> responding)
    {
        var response = await responding;
        return (response, JsonNode.Parse(response.Body.Memory.Span)!.AsObject());
    }

    private static FixedInvocation Context(TimeSpan? remaining = null) => new(remaining ?? TimeSpan.FromSeconds(10));
}

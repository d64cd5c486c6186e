using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests;

public sealed partial class IngestFunctionTests
{
    private const string Key = "ingest_Zm9yIGEgdGVzdCBhbmQgbm90aGluZyBlbHNl";

    private static readonly IngestSettings WithKeys = Batches.Settings with
    {
        Auth = AuthenticationKind.ApiKey,
        ApiKeys = [new ApiKey("plant", 1, SHA256.HashData(Encoding.UTF8.GetBytes(Key)), Encoding.ASCII.GetBytes("plant-"), null)],
    };

    [Fact]
    public async Task WithoutAKeyNothingIsDecodedOrStored()
    {
        var (response, body) = await PostWith(WithKeys, "not even JSON", null, encoding: "gzip");

        response.StatusCode.ShouldBe(401);
        response.Header("ingest-outcome").ShouldBe("unauthenticated");
        response.Header("www-authenticate").ShouldBe("Bearer realm=\"ingest\"");
        body["received"]!.GetValue<int>().ShouldBe(0);
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AKeyLetsItsDevicesInAndNamesTheOthers()
    {
        var (response, body) = await PostWith(WithKeys, $"[{Batches.Event("plant-1", "1")},{Batches.Event("office-1", "2")}]", Key);

        response.StatusCode.ShouldBe(200);
        body["accepted"]!.GetValue<int>().ShouldBe(1);
        body["rejected"]!.ToJsonString().ShouldBe("""[{"index":1,"id":"2","code":"device-not-allowed","pointer":"/deviceId","detail":"The key plant is for devices whose id begins with plant-; this event is of office-1."}]""");
        _kinesis.Calls.ShouldHaveSingleItem().ShouldBe(["1"]);
    }

    [Fact]
    public async Task AKeyForNoneOfTheDevicesIs403()
    {
        var (response, body) = await PostWith(WithKeys, Batches.Event("office-1", "2"), Key);

        response.StatusCode.ShouldBe(403);
        response.Header("ingest-outcome").ShouldBe("device-not-allowed");
        body["rejected"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task IfThePlatformVerifiedNobodyIamLetsNobodyInAndSaysSoOnce()
    {
        using var lines = new MemoryStream();
        var function = Logged(Batches.Settings with { Auth = AuthenticationKind.Iam }, lines);

        for (var i = 0; i < 2; i++)
        {
            var (response, body) = await Read(RespondAsync(function, Request(Batches.Event()), Context()));
            response.StatusCode.ShouldBe(403);
            body["detail"]!.GetValue<string>().ShouldContain("the URL's AuthType is not AWS_IAM");
        }
        Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("forbidden");
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task WhoeverThePlatformVerifiedIsLetInAndNamedInTheLog()
    {
        using var lines = new MemoryStream();
        _kinesis.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.OperatorNeeded);
        var event_ = JsonValue.Create(Batches.Event()).ToJsonString();
        var request = RequestReader.Read(Encoding.UTF8.GetBytes(
            $$$"""{"rawPath":"/v1/events","headers":{"content-type":"application/json"},"requestContext":{"authorizer":{"iam":{"accessKey":"A","userArn":"arn:aws:iam::1:user\/a"}},"http":{"method":"POST"}},"body":{{{event_}}},"isBase64Encoded":false}"""));

        var response = await RespondAsync(Logged(Batches.Settings with { Auth = AuthenticationKind.Iam }, lines), request, Context());

        response.StatusCode.ShouldBe(503);
        JsonNode.Parse(lines.ToArray())!["caller"]!.GetValue<string>().ShouldBe("arn:aws:iam::1:user/a");
    }

    /// <summary>Whatever goes wrong: the key's name is there, and nothing that a request brought.</summary>
    [Fact]
    public async Task TheLogNamesTheKeyAndHoldsNoKeyNorBody()
    {
        using var lines = new MemoryStream();
        var function = Logged(WithKeys, lines);
        var secret = "the-value-of-a-tag";
        _kinesis.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.OperatorNeeded);

        foreach (var (body, key) in new[] { (Batches.Event("plant-1", "1", $",\"tags\":{{\"t\":\"{secret}\"}}"), Key), ($"{{{secret}", Key), (secret, "ingest_wrong"), (Batches.Event("office", secret), Key) })
            await RespondAsync(function, Request(body).With(("x-api-key", key)), Context());

        var log = Encoding.UTF8.GetString(lines.ToArray());
        // Not stored, rejected for its form, refused by its key, rejected for its device.
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["caller"]?.GetValue<string>()).ShouldBe(["plant", "plant", null, "plant"]);
        log.ShouldNotContain("ingest_");
        log.ShouldNotContain(secret);
    }

    [Fact]
    public async Task HealthAsksForNoKey() =>
        (await Read(RespondAsync(Function(WithKeys), Request("", method: "GET", path: "/health"), Context()))).Response.StatusCode.ShouldBe(200);

    private IngestFunction Logged(IngestSettings settings, Stream lines) => IngestFunction.Create(settings, [_kinesis, _dynamoDb], _time, new LogWriter(lines, _time), new Random(1));

    private Task<(FunctionUrlResponse Response, JsonObject Body)> PostWith(IngestSettings settings, string body, string? key, string? encoding = null) =>
        Read(RespondAsync(Function(settings), Request(body, encoding: encoding).With(("x-api-key", key)), Context()));
}

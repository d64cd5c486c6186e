using System.Text;
using System.Text.Json.Nodes;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests;

/// <summary>What the log says of events that are not stored: enough to act on, rarely enough to be paid for, and nothing of a body.</summary>
public sealed partial class IngestFunctionTests : IDisposable
{
    private readonly MemoryStream _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task WhatASinkDoesNotTakeIsExplained()
    {
        _kinesis.OnWrite = (call, _) =>
        {
            call.Error = new SinkError("ProvisionedThroughputExceededException", "shardId-000000000007", "aws-1");
            return FakeSink.All(call, WriteOutcome.Throttled);
        };

        await PostLogged($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")}]");

        var line = LogLines().ShouldHaveSingleItem();
        line["level"]!.GetValue<string>().ShouldBe("WARN");
        line["requestId"]!.GetValue<string>().ShouldNotBeEmpty();
        line["message"]!.GetValue<string>().ShouldStartWith("throttled: 2 of 2 events are not stored");
        line["attempts"]!.GetValue<int>().ShouldBe(_kinesis.Calls.Count);
        (line["sink"]!.ToString(), line["cause"]!.ToString(), line["target"]!.ToString(), line["events"]!.ToString()).ShouldBe(("fake", "throttled", "shardId-000000000007", "2"));
        (line["awsCode"]!.ToString(), line["awsRequestId"]!.ToString()).ShouldBe(("ProvisionedThroughputExceededException", "aws-1"));
    }

    [Fact]
    public async Task WhatIsRejectedIsExplainedByItsFirstEventOfEachCode()
    {
        await PostLogged("""[{"deviceId":"dev-1","time":"2026-11-21T12:00:00Z","values":{"a":{}}},{"deviceId":"dev-2","time":"2026-11-21T12:00:00Z","values":{"a":[]}},{"deviceId":"dev-3","values":{"a":1}}]""");

        var lines = LogLines();
        lines.Select(line => (line["code"]!.ToString(), line["pointer"]!.ToString(), line["device"]!.ToString(), line["events"]!.GetValue<int>()))
            .ShouldBe([("wrong-type", "/values/a", "dev-1", 2), ("missing-member", "/time", "dev-3", 1)]);
        lines[0]["message"]!.GetValue<string>().ShouldBe("wrong-type: 2 of 3 events are rejected");
    }

    [Fact]
    public async Task WhatIsRefusedWholeIsExplainedByItsCode()
    {
        await PostLogged("[");

        var line = LogLines().ShouldHaveSingleItem();
        (line["code"]!.ToString(), line["level"]!.ToString()).ShouldBe(("malformed-body", "WARN"));
    }

    [Fact]
    public async Task OfManyAlikeOneLineInTenSecondsIsWritten()
    {
        var function = Logged(Batches.Settings, _log);
        for (var i = 0; i < 100; i++)
        {
            (await RespondAsync(function, Request("[{}]"), Context())).Body.Dispose();
            _time.Advance(TimeSpan.FromSeconds(0.25));
        }

        LogLines().Select(line => line["leftOut"]?.GetValue<int>() ?? 0).ShouldBe([0, 39, 39]);
    }

    /// <summary>Whatever is sent: each line is one JSON object, not long, with no value of a body, no header and no credential.</summary>
    [Theory]
    [MemberData(nameof(HostileRequests))]
    public async Task NoLineHasASecretOrABody(string body, string query, string? type, string? encoding)
    {
        foreach (var outcome in new[] { WriteOutcome.Throttled, WriteOutcome.OperatorNeeded, WriteOutcome.Invalid, WriteOutcome.Written })
        {
            _kinesis.OnWrite = (call, _) => FakeSink.All(call, outcome);
            await PostLogged(body, request: Request(body, query: query, type: type, encoding: encoding).With(("authorization", "Bearer SECRET"), ("x-api-key", "SECRET"), ("x-request-id", "SECRET\"\n")));
        }

        var text = Encoding.UTF8.GetString(_log.ToArray());
        text.ShouldNotContain("SECRET");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonNode.Parse(line)!.AsObject().ContainsKey("timestamp").ShouldBeTrue();
            line.Length.ShouldBeLessThan(2_000);
            line.ShouldAllBe(c => c >= ' ' && c <= '~');
        }
    }

    public static TheoryData<string, string, string?, string?> HostileRequests()
    {
        var time = "\"time\":\"2026-11-21T12:00:00Z\"";
        var bodies = new[]
        {
            "SECRET", "{SECRET", "[\"SECRET\"]", "{\"SECRET\":1}",
            $"{{\"deviceId\":\"a\",{time},\"values\":{{\"a\":\"SECRET\"}},\"tags\":{{\"t\":7}}}}",
            $"{{\"deviceId\":\"a\",\"time\":\"SECRET\",\"values\":{{\"a\":1}}}}",
            $"{{\"deviceId\":\"a\",{time},\"values\":[\"SECRET\"]}}",
            $"{{\"deviceId\":\"a\",{time},\"type\":\"SECRET\",\"values\":{{\"a\":1}},\"events\":[\"SECRET\"]}}",
            // Names that end a line, forge a member, or are long.
            $"{{\"deviceId\":\"a\\n{{\\\"level\\\":\\\"ERROR\\\"}}\\u0000\\u2028\\ud83d\\ude00{new string('€', 200)}SECRET\",{time},\"values\":{{\"a\":1}}}}",
            $"{{\"deviceId\":\"a\",{time},\"values\":{{\"\\\"}}\\n{new string('x', 120)}SECRET\":{{}}}}}}",
            Batches.Event("a", "SECRET"),
        };
        var data = new TheoryData<string, string, string?, string?>();
        foreach (var body in bodies) data.Add(body, "", "application/json", null);
        data.Add("{}", "dryRnu=SECRET", "application/json", null);
        data.Add("{}", "", "SECRET/SECRET", null);
        data.Add("SECRET", "", "application/json", "SECRET");
        data.Add("SECRET", "", "application/json", "gzip");
        return data;
    }

    private async Task PostLogged(string body, FunctionUrlRequest? request = null)
    {
        var responding = RespondAsync(Logged(Batches.Settings, _log), request ?? Request(body), Context());
        while (!responding.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        (await responding).Body.Dispose();
    }

    private JsonObject[] LogLines() => [.. Encoding.UTF8.GetString(_log.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
}

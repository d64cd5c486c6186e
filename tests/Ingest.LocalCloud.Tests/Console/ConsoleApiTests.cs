using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;

namespace Ingest.LocalCloud.Tests.Console;

public sealed class ConsoleApiTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async Task InitializeAsync() => _cloud = await Cloud.StartAsync(o => o with { Streams = [new StreamDefinition(o.StreamName, Shards: 2)] });

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task ColdStartsAreListedWithTheMomentsTheyBegan()
    {
        var before = TimeProvider.System.GetUtcNow();
        await _cloud.GetAsync("/crash");
        await _cloud.GetAsync("/");

        var cold = (await ReadAsync("api/summary"))["coldStarts"]!;

        var at = cold["at"]!.AsArray().Select(a => (DateTimeOffset)a!).ToArray();
        (at.Length, cold["ms"]!.AsArray().Count, (int)cold["count"]!).ShouldBe((2, 2, 2));
        cold["cpuMs"]!.AsArray().Select(c => (double)c!).ShouldAllBe(c => c > 0);
        at[0].ShouldBeLessThan(at[1]);
        at.ShouldAllBe(a => before <= a && a <= TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task ASinkThatTheStackDoesNotHaveIsEmpty()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { StreamName = "", TableName = "", Streams = [], Tables = [] });

        (await cloud.ConsoleHttp.GetStringAsync(new Uri("api/records?limit=20", UriKind.Relative))).ShouldContain("\"records\": []");
        (await cloud.ConsoleHttp.GetStringAsync(new Uri("api/items?limit=20", UriKind.Relative))).ShouldContain("\"items\": []");
    }

    [Fact]
    public async Task TheSummaryCountsRequestsEnvironmentsAndColdStarts()
    {
        await _cloud.GetAsync("/");
        await _cloud.PostAsync("/raw", """{"statusCode":429}""");
        await _cloud.GetAsync("/crash");

        var summary = await ReadAsync("api/summary");

        ((int)summary["requests"]!).ShouldBe(3);
        summary["statuses"]!.ToJsonString().ShouldBe("""{"200":1,"429":1,"502":1}""");
        ((int)summary["invocations"]!).ShouldBe(3);
        ((int)summary["errors"]!).ShouldBe(1);
        ((int)summary["coldStarts"]!["count"]!).ShouldBe(1);
        ((double)summary["coldStarts"]!["ms"]!.AsArray().Single()!).ShouldBeGreaterThan(1);
        summary["latencyMs"]!.AsObject().Select(outcome => (outcome.Key, (int)outcome.Value!["requests"]!)).ShouldBe([("2xx", 1), ("429", 1), ("5xx", 1), ("all", 3)]);
        summary["latencyMs"]!.AsObject().ShouldAllBe(outcome => (double)outcome.Value!["p50"]! > 0 && (double)outcome.Value!["p99"]! >= (double)outcome.Value!["p50"]!);
        ((string)summary["lastError"]!).ShouldBe("Runtime exited with error: exit status 3");
        summary["environments"]!.AsArray().ShouldBeEmpty();
        summary["stream"]!["shards"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnEnvironmentIsListedWithItsMemory()
    {
        await _cloud.GetAsync("/");

        var environment = (await ReadAsync("api/summary"))["environments"]!.AsArray().Single()!;

        ((int)environment["number"]!).ShouldBe(1);
        ((string)environment["state"]!).ShouldBe("idle");
        ((int)environment["served"]!).ShouldBe(1);
        ((long)environment["residentBytes"]!).ShouldBeGreaterThan(1_000_000);
    }

    [Fact]
    public async Task RecordsAreReadNewestFirstAndThenOnFromTheCursor()
    {
        await PutAsync("a", """{"n":1}""");
        await PutAsync("b", "not json");

        var newest = await ReadAsync("api/records");
        await PutAsync("a", """{"n":2}""");
        var more = await ReadAsync($"api/records?after={Uri.EscapeDataString((string)newest["next"]!)}");

        newest["records"]!.AsArray().Select(r => (string)r!["partitionKey"]!).ShouldBe(["b", "a"], ignoreOrder: true);
        var first = newest["records"]!.AsArray().Single(r => (string)r!["partitionKey"]! == "a")!;
        ((int)first["data"]!["n"]!).ShouldBe(1);
        var text = newest["records"]!.AsArray().Single(r => (string)r!["partitionKey"]! == "b")!;
        Encoding.UTF8.GetString(Convert.FromBase64String((string)text["base64"]!)).ShouldBe("not json");
        ((int)more["records"]!.AsArray().Single()!["data"]!["n"]!).ShouldBe(2);
        (await ReadAsync($"api/records?after={Uri.EscapeDataString((string)more["next"]!)}"))["records"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task ACursorPagesThroughEverything()
    {
        for (var i = 0; i < 7; i++) await PutAsync($"device-{i}", $$"""{"n":{{i}}}""");

        var seen = new List<int>();
        var cursor = "0:1,1:1";
        while (true)
        {
            var page = await ReadAsync($"api/records?limit=2&after={Uri.EscapeDataString(cursor)}");
            var records = page["records"]!.AsArray();
            if (records.Count == 0) break;
            records.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(records.Select(r => (int)r!["data"]!["n"]!));
            cursor = (string)page["next"]!;
        }

        seen.Order().ShouldBe(Enumerable.Range(0, 7));
    }

    [Fact]
    public async Task RecordsOfOneShardAreReadAlone()
    {
        for (var i = 0; i < 9; i++) await PutAsync($"device-{i}", $$"""{"n":{{i}}}""");

        var records = (await ReadAsync("api/records?shardId=shardId-000000000001"))["records"]!.AsArray();

        records.Count.ShouldBeInRange(1, 8);
        records.ShouldAllBe(record => (string)record!["shardId"]! == "shardId-000000000001");
        (await ReadAsync("api/summary"))["stream"]!["shards"]!.AsArray().Select(shard => (long)shard!["written"]!).ShouldBe([9 - records.Count, records.Count]);
    }

    [Fact]
    public async Task AnAggregatedRecordIsTakenApart()
    {
        await PutAsync("a", KinesisAggregate.Of(["{\"n\":1}\n", "no json"]));

        var record = (await ReadAsync("api/records"))["records"]!.AsArray().Single()!;

        record["records"]!.ToJsonString().ShouldBe("[{\"n\":1},\"bm8ganNvbg==\"]");
        record["base64"].ShouldNotBeNull();
    }

    [Fact]
    public async Task TheMostFrequentKeyOfAShardIsNamed()
    {
        foreach (var key in (string[])["a", "b", "a", "a"]) await PutAsync(key, "{}");

        var shards = (await ReadAsync("api/keys"))["shards"]!.AsArray();

        var hot = shards.Single(shard => (string)shard!["key"]! == "a")!;
        ((double)hot["share"]!).ShouldBeGreaterThanOrEqualTo(0.75);
    }

    [Fact]
    public async Task AThrottledShardSaysSo()
    {
        _cloud.Host.Faults.Add(FaultParser.Parse("kinesis:throttle", out _)!);
        await PutAsync("a", "{}", failed: 1);

        (await ReadAsync("api/summary"))["stream"]!["shards"]!.AsArray().Sum(shard => (long)shard!["throttled"]!).ShouldBe(1);
    }

    [Fact]
    public async Task TheItemsAndDevicesWrittenLastComeFirst()
    {
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = _cloud.Host.AwsEndpoint.ToString(), AuthenticationRegion = "us-east-1" });
        foreach (var (device, sk, n) in ((string, string, string)[])[("z", "1", "1"), ("a", "1", "2"), ("a", "2", "3"), ("z", "1", "4"), ("gone", "1", "5")])
            await client.PutItemAsync("telemetry", new() { ["deviceId"] = new(device), ["sk"] = new(sk), ["n"] = new() { N = n } });
        await client.DeleteItemAsync("telemetry", new() { ["deviceId"] = new("gone"), ["sk"] = new("1") });

        // What was overwritten or deleted since is not there.
        (await ReadAsync("api/items"))["items"]!.AsArray().Select(item => (int)item!["n"]!).ShouldBe([4, 3, 2]);
        (await ReadAsync("api/devices"))["devices"]!.ToJsonString().ShouldBe("""[{"deviceId":"z","items":1,"sk":"1"},{"deviceId":"a","items":2,"sk":"2"}]""");
    }

    [Fact]
    public async Task WhatThePlatformAndTheFunctionRefuseIsListed()
    {
        await _cloud.PostAsync("/raw", """{"statusCode":400,"body":"{\"type\":\"urn:ingest:problem:malformed-body\",\"detail\":\"It ends early.\"}"}""");
        await _cloud.GetAsync("/crash");

        var codes = await UntilAsync("api/rejections", rejections => rejections["codes"]!.AsArray().Count == 2 ? rejections["codes"] : null);

        codes.AsArray().Select(code => $"{code!["code"]} {code["requests"]} {code["final"]}").ShouldBe(["malformed-body 1 true", "BadGateway 1 false"], ignoreOrder: true);
    }

    [Fact]
    public async Task ItemsOfADeviceAreReadNewestFirstWithoutTypeTags()
    {
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = _cloud.Host.AwsEndpoint.ToString(), AuthenticationRegion = "us-east-1" });
        foreach (var (device, sk) in ((string, string)[])[("d1", "1"), ("d1", "2"), ("d2", "1")])
        {
            await client.PutItemAsync("telemetry", new()
            {
                ["deviceId"] = new(device),
                ["sk"] = new(sk),
                ["n"] = new() { N = "1.5" },
                ["on"] = new() { BOOL = true },
                ["nothing"] = new() { NULL = true },
                ["map"] = new() { M = new() { ["l"] = new() { L = [new("x"), new() { N = "2" }] } } },
            });
        }

        var items = (await ReadAsync("api/items?deviceId=d1"))["items"]!.AsArray();
        var all = (await ReadAsync("api/items?limit=10"))["items"]!.AsArray();

        items.Select(i => (string)i!["sk"]!).ShouldBe(["2", "1"]);
        JsonNode.DeepEquals(items[0], JsonNode.Parse("""{"deviceId":"d1","sk":"2","n":1.5,"on":true,"nothing":null,"map":{"l":["x",2]}}""")).ShouldBeTrue();
        all.Count.ShouldBe(3);
        (await ReadAsync("api/items?deviceId=nobody"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task LogsAreReadOnFromASequence()
    {
        await _cloud.PostAsync("/log", "one\ntwo");
        await _cloud.LineAsync("two");
        await _cloud.LineAsync("to stderr");

        var all = await ReadAsync("api/logs");
        var rest = await ReadAsync($"api/logs?after={(long)all["lines"]!.AsArray()[0]!["sequence"]!}");

        all["lines"]!.AsArray().Select(l => (string)l!["text"]!).ShouldBe(["one", "two", "to stderr"], ignoreOrder: true);
        rest["lines"]!.AsArray().Count.ShouldBe(2);
        (await ReadAsync($"api/logs?after={(long)all["next"]!}"))["lines"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task InvocationsAreReportedNewestFirst()
    {
        await _cloud.GetAsync("/");
        await _cloud.GetAsync("/error");

        var reports = (await ReadAsync("api/invocations"))["invocations"]!.AsArray();

        reports.Select(r => (string)r!["outcome"]!).ShouldBe(["FunctionError", "Succeeded"]);
        reports[1]!["initMs"].ShouldNotBeNull();
        reports[0]!["initMs"].ShouldBeNull();
    }

    [Theory]
    [InlineData("api/records?limit=many", HttpStatusCode.BadRequest, "limit takes a whole number from 0 to 10000, not 'many'")]
    [InlineData("api/records?after=x", HttpStatusCode.BadRequest, "after takes a 'next' of an earlier response, not 'x'")]
    [InlineData("api/logs?limit=5000", HttpStatusCode.BadRequest, "limit takes a whole number from 0 to 2000, not '5000'")]
    [InlineData("api/records?shardId=x", HttpStatusCode.NotFound, "The stream telemetry has no shard 'x'")]
    [InlineData("api/nothing", HttpStatusCode.NotFound, "There is no /api/nothing")]
    public async Task AWrongRequestSaysWhatIsWrong(string path, HttpStatusCode status, string message)
    {
        var response = await _cloud.ConsoleHttp.GetAsync(new Uri(path, UriKind.Relative));

        response.StatusCode.ShouldBe(status);
        ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!).ShouldContain(message);
    }

    private async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await _cloud.ConsoleHttp.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    private async Task<JsonNode> UntilAsync(string path, Func<JsonNode, JsonNode?> find)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (find(await ReadAsync(path)) is { } found) return found;
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private Task PutAsync(string partitionKey, string data, int failed = 0) => PutAsync(partitionKey, Encoding.UTF8.GetBytes(data), failed);

    private async Task PutAsync(string partitionKey, byte[] data, int failed = 0)
    {
        using var client = new AmazonKinesisClient(new BasicAWSCredentials("test", "test"), new AmazonKinesisConfig { ServiceURL = _cloud.Host.AwsEndpoint.ToString(), AuthenticationRegion = "us-east-1" });
        using var bytes = new MemoryStream(data);
        var response = await client.PutRecordsAsync(new PutRecordsRequest { StreamName = "telemetry", Records = [new() { PartitionKey = partitionKey, Data = bytes }] });
        response.FailedRecordCount.ShouldBe(failed);
    }
}

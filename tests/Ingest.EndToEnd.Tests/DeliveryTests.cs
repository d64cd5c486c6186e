using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.EndToEnd.Tests;

/// <summary>What happens when a sink or a setting is not as it should be.</summary>
public sealed class DeliveryTests
{
    [Trait("Slice", "arm64")]
    [Fact]
    public async Task RecordsThatAShardThrottlesAreSentAgainAndAcknowledgedOnceDurable()
    {
        // One shard takes 1,000 records a second: the last 500 have to wait for the next.
        await using var cloud = await Cloud.StartAsync(o => o with { Streams = [new StreamDefinition(o.StreamName, OnDemand: false, Shards: 1)] });

        var response = await cloud.PostAsync($"[{string.Join(',', Enumerable.Range(0, 1_500).Select(i => SampleEvents.Event("dev", $"{i}")))}]");

        response.Status.ShouldBe(HttpStatusCode.Accepted);
        var records = await cloud.RecordsAsync();
        records.Select(r => r["id"]!.GetValue<string>()).ShouldBe(Enumerable.Range(0, 1_500).Select(i => $"{i}"));
        (await cloud.ItemsAsync()).Count.ShouldBe(1_500);
    }

    /// <summary>The operator is told where, and by which of AWS's ids the call is found.</summary>
    [Fact]
    public async Task OfRecordsThatAShardRefusesToTheEndTheLogNamesShardAndRequest()
    {
        // One shard takes 1,000 records a second.
        await using var cloud = await Cloud.StartAsync(o => o with
        {
            Streams = [new StreamDefinition(o.StreamName, OnDemand: false, Shards: 1)],
            Timeout = TimeSpan.FromSeconds(4),
            Environment = new Dictionary<string, string> { ["SINKS"] = "kinesis" },
        });

        var response = await cloud.PostAsync($"[{string.Join(',', Enumerable.Range(0, 9_000).Select(i => SampleEvents.Event("dev", $"{i}")))}]");

        response.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        var line = cloud.Host.Logs.Read(0, 1_000).Select(line => line.Text).Single(text => text.Contains("\"sink\":\"kinesis\"", StringComparison.Ordinal));
        var json = System.Text.Json.Nodes.JsonNode.Parse(line)!;
        (json["cause"]!.ToString(), json["target"]!.ToString(), json["awsCode"]!.ToString()).ShouldBe(("throttled", "shardId-000000000000", "ProvisionedThroughputExceededException"));
        json["awsRequestId"]!.ToString().Length.ShouldBe(36);
        json["events"]!.GetValue<int>().ShouldBe(response.Json["retry"]!.AsArray().Count);
        json["attempts"]!.GetValue<int>().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task AMissingStreamIs503AndEveryEventIsNamedForAResend()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Timeout = TimeSpan.FromSeconds(5) });
        cloud.Host.Aws.Kinesis.Delete(cloud.Host.Options.StreamName);

        var response = await cloud.PostAsync($"[{SampleEvents.Event("dev", "1")},{SampleEvents.Event("dev", "2")}]");

        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Outcome.ShouldBe("operator-needed");
        response.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        response.Json["retry"]!.ToJsonString().ShouldBe("""[{"index":0,"id":"1"},{"index":1,"id":"2"}]""");
        response.Json["detail"]!.GetValue<string>().ShouldStartWith("2 of 2 events are not stored (kinesis: ResourceNotFoundException; an operator must act).");
    }

    [Fact]
    public async Task AStreamThatTheRoleMayNotWriteIsDenied()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Timeout = TimeSpan.FromSeconds(5), Environment = new Dictionary<string, string> { ["STREAM_NAME"] = "elsewhere" } });

        var answer = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        answer.Outcome.ShouldBe("operator-needed");
        answer.Json["detail"]!.GetValue<string>().ShouldStartWith("1 of 1 events are not stored (kinesis: AccessDeniedException; an operator must act).");
    }

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task BadSettingsFailInitAndAreAllListed()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["STREAM_NAME"] = "", ["MAX_EVENTS"] = "none", ["SINKS"] = "kinesis,s3" } });

        var response = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        response.Status.ShouldBe(HttpStatusCode.BadGateway);
        var error = string.Join("\n", cloud.Host.Logs.Read(0, 1_000).Select(line => line.Text));
        error.ShouldContain("STREAM_NAME is not set");
        error.ShouldContain("MAX_EVENTS must be a whole number from 1 to 100000; it is 'none'.");
        error.ShouldContain("it has 's3'");
    }

    [Trait("Transport", "direct")]
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task WithoutKeysInTheEnvironmentTheContainersCredentialsAreUsedThoughAFetchHangs(int hanging)
    {
        await using var container = await CredentialsEndpoint.StartAsync(new LocalCloudOptions { FunctionPath = CheckedOutFiles.PathOf(CheckedOutFiles.NativeFunction) }, hanging);
        await using var cloud = await Cloud.StartAsync(o => o with
        {
            Environment = new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = "",
                ["AWS_SECRET_ACCESS_KEY"] = "",
                ["AWS_SESSION_TOKEN"] = "",
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = container.Url,
            },
        });

        var response = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        response.Status.ShouldBe(HttpStatusCode.Accepted);
        container.Requests.ShouldBe(1 + hanging);
        (await cloud.RecordsAsync()).Count.ShouldBe(1);
        cloud.Host.Logs.Read(0, 1_000).ShouldNotContain(line => line.Text.Contains("priming"));
    }

    [Trait("Transport", "direct")]
    [Fact]
    public async Task WithoutAnyCredentialsInitFailsWithASentence()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "" } });

        var response = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        response.Status.ShouldBe(HttpStatusCode.BadGateway);
        string.Join("\n", cloud.Host.Logs.Read(0, 1_000).Select(line => line.Text)).ShouldContain("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }

    [Fact]
    public async Task ASinkThatIsNotThereIs503AndNamesEveryEvent()
    {
        // Port 1 is nobody's: the connection is refused.
        await using var cloud = await Cloud.StartAsync(o => o with { KinesisEndpoint = new Uri("http://127.0.0.1:1"), Timeout = TimeSpan.FromSeconds(1) });

        var response = await cloud.PostAsync($"[{SampleEvents.Event("dev", "1")},{SampleEvents.Event("dev", "2")}]");

        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.RetryAfter.ShouldNotBeNull();
        response.Json["retry"]!.AsArray().Count.ShouldBe(2);
        (await cloud.ItemsAsync()).Count.ShouldBe(2);
    }
}

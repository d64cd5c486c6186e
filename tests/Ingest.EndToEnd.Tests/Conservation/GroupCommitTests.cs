using Xunit.Abstractions;

namespace Ingest.EndToEnd.Tests.Conservation;

/// <summary>Concurrent invocations of one environment share the sinks' calls.</summary>
public sealed class GroupCommitTests(ITestOutputHelper output)
{
    private const int Concurrent = 64;

    private static Task<Cloud> StartAsync() =>
        Cloud.StartAsync(o => o with { Concurrency = 1, EnvironmentConcurrency = Concurrent, Timeout = TimeSpan.FromSeconds(10) });

    [Fact]
    public async Task SixtyFourRequestsShareCallsAndEachIsAnsweredOnceItsOwnEventIsStored()
    {
        const int rounds = 8;
        await using var cloud = await StartAsync();
        (await cloud.PostAsync(SampleEvents.Event("warm", "up"))).Status.ShouldBe(HttpStatusCode.Accepted);
        cloud.Host.Faults.Add(FaultParser.Parse("kinesis:delay:ms=30", out _)!);
        cloud.Host.Faults.Add(FaultParser.Parse("dynamodb:delay:ms=30", out _)!);
        var before = cloud.Host.Aws.Kinesis.Counts["PutRecords"].Calls;

        await Task.WhenAll(Enumerable.Range(0, Concurrent).Select(async sender =>
        {
            for (var round = 0; round < rounds; round++)
            {
                var id = $"event-{sender}-{round}.";
                (await cloud.PostAsync(SampleEvents.Event($"dev-{sender}", id))).Status.ShouldBe(HttpStatusCode.Accepted);
                IsStored(cloud, id).ShouldBeTrue($"{id} was acknowledged");
            }
        }));

        var calls = cloud.Host.Aws.Kinesis.Counts["PutRecords"].Calls - before;
        output.WriteLine($"{Concurrent * rounds} requests of one event, {calls} PutRecords: {(double)Concurrent * rounds / calls:0.0} times fewer");
        (calls * 10).ShouldBeLessThanOrEqualTo(Concurrent * rounds);
    }

    [Trait("Emulation", "too-slow")]
    [Fact]
    public async Task RecordsThatFailDoNotFailTheRequestsTheyShareACallWith()
    {
        await using var cloud = await StartAsync();
        (await cloud.PostAsync(SampleEvents.Event("warm", "up"))).Status.ShouldBe(HttpStatusCode.Accepted);
        cloud.Host.Faults.Add(FaultParser.Parse("kinesis:delay:ms=30", out _)!);
        // One of four shards takes nothing: the requests whose device hashes there cannot be stored.
        cloud.Host.Faults.Add(FaultParser.Parse("kinesis:throttle:shard=0", out _)!);
        var before = cloud.Host.Aws.Kinesis.Counts["PutRecords"];

        var responses = await Task.WhenAll(Enumerable.Range(0, Concurrent).Select(async sender => (Id: $"event-{sender}.", Response: await cloud.PostAsync(SampleEvents.Event($"dev-{sender}", $"event-{sender}.")))));

        var throttled = responses.Where(a => a.Response.Status == HttpStatusCode.TooManyRequests).ToArray();
        var stored = responses.Where(a => a.Response.Status == HttpStatusCode.Accepted).ToArray();
        throttled.Length.ShouldBeInRange(4, Concurrent / 2);
        (throttled.Length + stored.Length).ShouldBe(Concurrent);
        throttled.ShouldAllBe(a => a.Response.Json["retry"]![0]!["id"]!.GetValue<string>() == a.Id && !IsInStream(cloud, a.Id));
        stored.ShouldAllBe(a => IsStored(cloud, a.Id));
        // A request that shares no call makes one for each record it sends, however long it is tried.
        var after = cloud.Host.Aws.Kinesis.Counts["PutRecords"];
        (after.Records - before.Records - (after.Calls - before.Calls)).ShouldBeGreaterThanOrEqualTo(Concurrent / 2);
    }

    private static bool IsStored(Cloud cloud, string id) =>
        IsInStream(cloud, id) && cloud.Host.Aws.DynamoDb.Table("telemetry").Items().Any(i => i.SortKey.EndsWith(Encoding.ASCII.GetBytes($"#{id}")));

    private static bool IsInStream(Cloud cloud, string id) =>
        cloud.Host.Aws.Kinesis.Records("telemetry").Any(r => r.Data.Span.IndexOf(Encoding.ASCII.GetBytes($"\"{id}\"")) >= 0);
}

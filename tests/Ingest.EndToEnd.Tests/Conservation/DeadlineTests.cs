namespace Ingest.EndToEnd.Tests.Conservation;

/// <summary>Sinks that hang: the function answers by itself, before the platform would end it.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan FunctionTimeout = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData("kinesis:hang")]
    [InlineData("dynamodb:hang")]
    [InlineData("kinesis:hang", "dynamodb:hang")]
    public async Task TheResponseComesBeforeTheDeadlineAndTheNextInvocationWorks(params string[] faults)
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Timeout = FunctionTimeout, Concurrency = 1 });
        (await cloud.PostAsync(SampleEvents.Event("before", "0"))).Status.ShouldBe(HttpStatusCode.Accepted);
        foreach (var fault in faults) cloud.Host.Faults.Add(FaultParser.Parse(fault, out _)!);
        var body = $"[{string.Join(',', Enumerable.Range(0, 5).Select(i => SampleEvents.Event("dev", $"{i}")))}]";

        var response = await cloud.PostAsync(body);

        // Past the deadline it would be the platform's 502.
        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Type.ShouldBe("application/problem+json");
        response.Outcome.ShouldBe("unavailable");
        response.RetryAfter!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        response.Json["received"]!.GetValue<int>().ShouldBe(5);
        response.Json["retry"]!.AsArray().Select(e => e!["id"]!.GetValue<string>()).ShouldBe(["0", "1", "2", "3", "4"]);
        await EveryHungCallEndsAsync(cloud.Host);

        cloud.Host.Faults.Clear();
        (await cloud.PostUntilAskedAsync(body)).Status.ShouldBe(HttpStatusCode.Accepted);
        cloud.Host.Function.Environments.List().ShouldHaveSingleItem().Environment.Number.ShouldBe(1);
        (await cloud.ItemsAsync()).Count.ShouldBe(6);
    }

    [Fact]
    public async Task TheLongestListOfEventsToRetryComesInTime()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Timeout = FunctionTimeout, Concurrency = 1 });
        cloud.Host.Faults.Add(FaultParser.Parse("dynamodb:hang", out _)!);

        var response = await cloud.PostAsync($"[{string.Join(',', Enumerable.Range(0, 10_000).Select(i => SampleEvents.Event($"dev-{i % 50}", $"{i}")))}]");

        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Json["retry"]!.AsArray().Count.ShouldBe(10_000);
    }

    // A call that hangs counts as an error once its caller has closed the connection.
    private static async Task EveryHungCallEndsAsync(LocalCloudHost host)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (host.Faults.Active.Sum(f => f.Fired) != Hung(host.Aws.Kinesis.Counts["PutRecords"]) + Hung(host.Aws.DynamoDb.Counts["BatchWriteItem"]))
            await Task.Delay(10, patience.Token);

        static long Hung(OperationCount count) => count.Errors;
    }
}

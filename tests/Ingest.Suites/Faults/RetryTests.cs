namespace Ingest.Suites.Faults;

/// <summary>What is sent again, by the sinks' own counts, and what the suite itself would notice.</summary>
public sealed class RetryTests
{
    [Trait("Slice", "arm64")]
    [Fact]
    public async Task ARetrySendsOnlyWhatFailed()
    {
        var result = await PhaseTest.RunAsync(new FaultPhase("partial", ["kinesis:partial:every=2,records=1/3", "dynamodb:partial:every=2,records=2/5"]), seed: 3);

        var stored = result.Conservation.Counts.Acknowledged;
        result.PutRecords.Failed.ShouldBeGreaterThan(0);
        result.PutRecords.Records.ShouldBe(stored + result.PutRecords.Failed);
        result.BatchWriteItem.Failed.ShouldBeGreaterThan(0);
        result.BatchWriteItem.Records.ShouldBe(stored + result.BatchWriteItem.Failed);
    }

    [Fact]
    public async Task AFailureOfOneSinkSendsNothingToTheOtherAgain()
    {
        // One environment: of several, one could get the failing half of all calls, and take the sink to be away.
        var result = await PhaseTest.RunAsync(new FaultPhase("one sink", ["kinesis:error:every=2"]), seed: 5, configure: o => o with { Concurrency = 1 });

        result.PutRecords.Errors.ShouldBeGreaterThan(0);
        result.BatchWriteItem.Records.ShouldBe(result.Conservation.Counts.Acknowledged);
    }

    [Fact]
    public async Task ASinkThatLosesAnItemIsFoundOut()
    {
        await using var cloud = await NativeCloud.StartAsync();
        var run = new PhaseRun(new FaultPhase("no fault", []), new LoadSettings { Devices = 5 }, seed: 6, TimeProvider.System);
        await run.SendAsync(cloud, events: 20, producers: 2, CancellationToken.None);
        var table = cloud.Aws.DynamoDb.Table(cloud.Options.TableName);
        table.TryDelete("dev-000003"u8, table.Items().First(i => i.SortKey.EndsWith("-000000000013"u8)).SortKey, out var removed);
        removed.ShouldNotBeNull();

        SinkScan.Read(cloud, [run]);

        run.Result().Problems.ShouldBe([$"DynamoDB: 1 acknowledged events are missing: {run.Fleet.IdOf(13)}."]);
    }
}

namespace Ingest.Suites.Faults;

/// <summary>Limits of the sinks themselves: more events than they take in a second, for longer than an invocation can wait.</summary>
[Trait("Emulation", "too-slow")]
public sealed class ThrottlingTests
{
    private const int Events = 6_000;

    private static readonly FaultPhase NoFault = new("no fault", []);
    private static readonly LoadSettings LargePosts = new() { Payloads = [new PayloadSettings { Events = 500 }] };

    [Fact]
    public async Task AProvisionedShardAtItsLimitIs429UntilItTakesMore()
    {
        var result = await PhaseTest.RunAsync(NoFault, seed: 1, Events, LargePosts, o => o with { ProvisionedStream = true, Shards = 1, Concurrency = 6, Timeout = TimeSpan.FromSeconds(2) });

        result.Responses.Statuses.Keys.ShouldBe(["202", "429"]);
        result.PutRecords.Failed.ShouldBeGreaterThan(0);
        result.PutRecords.Stored.ShouldBe(Events);
    }

    [Fact]
    public async Task ADeviceBeyondThePartitionLimitIs429UntilItTakesMore()
    {
        // One device: 1,000 write units a second, however the table is billed.
        var result = await PhaseTest.RunAsync(NoFault, seed: 2, Events, LargePosts with { Devices = 1 }, o => o with { Concurrency = 6, Timeout = TimeSpan.FromSeconds(2) });

        result.Responses.Statuses.Keys.ShouldBe(["202", "429"]);
        result.BatchWriteItem.Failed.ShouldBeGreaterThan(0);
        result.Table.Events.ShouldBe(Events);
    }
}

namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class LimitTests
{
    [Fact]
    public async Task AFunctionThatHasUsedMoreThanItsMemoryIsKilledAndThatIsReported()
    {
        var time = new ManualTimeProvider();
        await using var cloud = await Cloud.StartAsync(o => o with { MemorySize = 1, Time = time });
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);

        time.Advance(TimeSpan.FromSeconds(1));

        (await cloud.LineAsync("signal: killed")).Text.ShouldStartWith("EnvironmentExited: Runtime exited with error: signal: killed Memory Size: 1 MB Max Memory Used: ");
        cloud.Host.Function.Environments.List().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1769, 20_000)]
    [InlineData(512, 5_789)]
    [InlineData(128, 1_447)]
    [InlineData(3538, 40_000)]
    public void AShareOfACpuGrowsWithTheMemory(int memory, int quota) => CpuShare.QuotaOf(memory).ShouldBe(quota);
}

namespace Ingest.LocalCloud.Tests.Services.Kinesis;

public sealed class UpdateShardCountTests
{
    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    [InlineData(3, 3)]
    [InlineData(1, 2)]
    public async Task TheOpenShardsHaveEqualRangesAfterwards(int before, int after)
    {
        await using var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events", before, onDemand: false);

        var response = (await UpdateAsync(aws, after)).ShouldBeOk();

        response.Text.ShouldBe($$"""{"CurrentShardCount":{{before}},"StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/events","StreamName":"events","TargetShardCount":{{after}}}""");
        var open = aws.Endpoint.Kinesis.Stream("events").Shards.Where(shard => shard.IsOpen).OrderBy(shard => shard.FirstHash).ToList();
        open.Select(shard => shard.LastHash).ShouldBe(Enumerable.Range(0, after).Select(i => KinesisStream.LastHashOf(i, after)));
        open[0].FirstHash.ShouldBe(UInt128.Zero);
        open.Zip(open.Skip(1), (left, right) => right.FirstHash - left.LastHash).ShouldAllBe(gap => gap == 1);
    }

    [Theory]
    [InlineData(5, "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 2 Target shard count: 5")]
    public async Task MoreThanDoubleIsRefused(int target, string message)
    {
        await using var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events", 2, onDemand: false);

        (await UpdateAsync(aws, target)).ShouldBeError("InvalidArgumentException", message);
    }

    [Fact]
    public async Task LessThanHalfIsRefused()
    {
        await using var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events", 4, onDemand: false);

        (await UpdateAsync(aws, 1)).Message.ShouldStartWith("UpdateShardCount cannot scale down below half your current open shard count.");
    }

    [Fact]
    public async Task AStreamOnDemandHasNoCountToUpdate()
    {
        await using var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events", 2);

        (await UpdateAsync(aws, 2)).Type.ShouldBe("ValidationException");
    }

    private static Task<WireResponse> UpdateAsync(LocalAws aws, int target) => aws.KinesisAsync("UpdateShardCount", new { StreamName = "events", TargetShardCount = target, ScalingType = "UNIFORM_SCALING" });
}

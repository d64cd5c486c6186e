namespace Ingest.LocalCloud.Tests.Services.Kinesis;

public class RecordReadsTests
{
    private const string Shard = "shardId-000000000000";

    [Fact]
    public async Task EachIteratorTypeStartsWhereItSays()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);
        await aws.PutAsync(Record("k", "one"));
        aws.Clock.Advance(TimeSpan.FromSeconds(10));
        var second = (await aws.PutAsync(Record("k", "two"))).Json.GetProperty("Records")[0].GetProperty("SequenceNumber").GetString();
        var between = aws.Clock.GetUtcNow().AddSeconds(-5).ToUnixTimeMilliseconds() / 1000.0;
        await aws.PutAsync(Record("k", "three"));
        var latest = await aws.IteratorAsync(new { StreamName = "events", ShardId = Shard, ShardIteratorType = "LATEST" });
        await aws.PutAsync(Record("k", "four"));

        async Task<List<string>> From(object request) => await aws.ReadAsync(await aws.IteratorAsync(request));

        (await From(new { StreamName = "events", ShardId = Shard, ShardIteratorType = "TRIM_HORIZON" })).ShouldBe(["one", "two", "three", "four"]);
        (await From(new { StreamName = "events", ShardId = Shard, ShardIteratorType = "AT_SEQUENCE_NUMBER", StartingSequenceNumber = second })).ShouldBe(["two", "three", "four"]);
        (await From(new { StreamName = "events", ShardId = Shard, ShardIteratorType = "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber = second })).ShouldBe(["three", "four"]);
        (await From(new { StreamName = "events", ShardId = Shard, ShardIteratorType = "AT_TIMESTAMP", Timestamp = between })).ShouldBe(["two", "three", "four"]);
        (await aws.ReadAsync(latest)).ShouldBe(["four"]);
    }

    [Fact]
    public async Task PagingReadsEveryRecordOnceAndTellsTheLag()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);
        await aws.PutAsync([.. Enumerable.Range(0, 25).Select(i => Record("k", $"{i}"))]);
        aws.Clock.Advance(TimeSpan.FromSeconds(3));
        var (iterator, read, lags) = (await aws.FromStartAsync(), new List<string>(), new List<long>());

        for (var page = 0; page < 3; page++)
        {
            var json = (await aws.KinesisAsync("GetRecords", new { ShardIterator = iterator, Limit = 10 })).ShouldBeOk().Json;
            read.AddRange(json.GetProperty("Records").EnumerateArray().Select(r => r.GetProperty("SequenceNumber").GetString()!));
            lags.Add(json.GetProperty("MillisBehindLatest").GetInt64());
            iterator = json.GetProperty("NextShardIterator").GetString()!;
        }

        read.Distinct().Count().ShouldBe(25);
        lags.ShouldBe([3000, 3000, 0]);
    }

    [Fact]
    public async Task APageHoldsTenMegabytes()
    {
        await using var aws = await LocalAws.StartAsync(new AwsOptions { Kinesis = new KinesisOptions { EnforceThroughput = false } });
        await aws.CreateAsync(1);
        for (var i = 0; i < 25; i++) await aws.PutAsync(Record("k", new string('x', 1_000_000)));

        (await aws.ReadAsync(await aws.FromStartAsync())).Count.ShouldBe(10);
    }

    [Fact]
    public async Task AnIteratorExpiresAfterFiveMinutes()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);
        var iterator = await aws.FromStartAsync();

        aws.Clock.Advance(TimeSpan.FromMinutes(5));
        (await aws.KinesisAsync("GetRecords", new { ShardIterator = iterator })).ShouldBeOk();
        aws.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var late = await aws.KinesisAsync("GetRecords", new { ShardIterator = iterator });

        late.ShouldBeError("ExpiredIteratorException", "Iterator expired. The iterator was created at time Sat Nov 21 00:00:00 UTC 2026 while right now it is Sat Nov 21 00:05:00 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.");
    }

    [Fact]
    public async Task RecordsPastTheRetentionAreNotRead()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);
        await aws.PutAsync(Record("k", "old"));
        aws.Clock.Advance(TimeSpan.FromHours(25));
        await aws.PutAsync(Record("k", "new"));

        (await aws.ReadAsync(await aws.FromStartAsync())).ShouldBe(["new"]);
    }

    [Theory]
    [InlineData("GetRecords", """{"ShardIterator":"nonsense"}""", "InvalidArgumentException", "Invalid ShardIterator.")]
    [InlineData("GetRecords", """{"Limit":0,"ShardIterator":"x"}""", "ValidationException", "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("GetShardIterator", """{"StreamName":"events","ShardId":"shardId-000000000009","ShardIteratorType":"LATEST"}""", "ResourceNotFoundException", "Shard shardId-000000000009 in stream events under account 000000000000 does not exist")]
    [InlineData("GetShardIterator", """{"StreamName":"events","ShardId":"shardId-000000000000","ShardIteratorType":"FIRST"}""", "ValidationException", "1 validation error detected: Value 'FIRST' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]")]
    [InlineData("GetShardIterator", """{"StreamName":"events","ShardId":"shardId-000000000000","ShardIteratorType":"AT_TIMESTAMP"}""", "InvalidArgumentException", "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.")]
    [InlineData("GetShardIterator", """{"StreamName":"events","ShardId":"shardId-000000000000","ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":"5"}""", "InvalidArgumentException", "StartingSequenceNumber 5 used in GetShardIterator on shard shardId-000000000000 in stream events under account 000000000000 is invalid.")]
    public async Task ABadRequestSaysWhatIsWrong(string operation, string body, string type, string message)
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);

        (await aws.KinesisAsync(operation, body)).ShouldBeError(type, message);
    }

    [Fact]
    public async Task ASplitClosesTheParentAndItsReadersFindTheChildren()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(1);
        await aws.PutAsync(Record("a", "before"));
        (await aws.KinesisAsync("SplitShard", new { StreamName = "events", ShardToSplit = Shard, NewStartingHashKey = "170141183460469231731687303715884105728" })).ShouldBeOk();
        await aws.PutAsync(Record("a", "low"), Record("b", "high"));

        var parent = (await aws.KinesisAsync("GetRecords", new { ShardIterator = await aws.FromStartAsync() })).Json;

        parent.GetProperty("Records").GetArrayLength().ShouldBe(1);
        parent.TryGetProperty("NextShardIterator", out _).ShouldBeFalse();
        parent.GetProperty("ChildShards").EnumerateArray().Select(c => c.GetProperty("ShardId").GetString()).ShouldBe(["shardId-000000000001", "shardId-000000000002"]);
        (await aws.ReadAsync(await aws.FromStartAsync("shardId-000000000001"))).ShouldBe(["low"]);
        (await aws.ReadAsync(await aws.FromStartAsync("shardId-000000000002"))).ShouldBe(["high"]);
        var summary = (await aws.KinesisAsync("DescribeStreamSummary", new { StreamName = "events" })).Json.GetProperty("StreamDescriptionSummary");
        summary.GetProperty("OpenShardCount").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task MergedShardsBecomeOne()
    {
        await using var aws = await LocalAws.StartAsync();
        await aws.CreateAsync(2);

        (await aws.KinesisAsync("MergeShards", new { StreamName = "events", ShardToMerge = Shard, AdjacentShardToMerge = "shardId-000000000001" })).ShouldBeOk();

        var shards = (await aws.KinesisAsync("ListShards", new { StreamName = "events" })).Json.GetProperty("Shards").EnumerateArray().ToList();
        shards.Count.ShouldBe(3);
        shards[2].GetProperty("AdjacentParentShardId").GetString().ShouldBe("shardId-000000000001");
        shards[2].GetProperty("HashKeyRange").GetProperty("EndingHashKey").GetString().ShouldBe("340282366920938463463374607431768211455");
        shards[0].GetProperty("SequenceNumberRange").TryGetProperty("EndingSequenceNumber", out _).ShouldBeTrue();
        (await aws.PutAsync(Record("a", "x"))).Json.GetProperty("Records")[0].GetProperty("ShardId").GetString().ShouldBe("shardId-000000000002");
    }

    [Fact]
    public async Task TheSdkWritesAndReadsBack()
    {
        await using var aws = await LocalAws.StartAsync(LocalAws.Timeless, TimeProvider.System);
        using var kinesis = aws.Kinesis();
        await kinesis.CreateStreamAsync(new() { StreamName = "events", ShardCount = 2 });
        var data = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();

        var put = await kinesis.PutRecordsAsync(new()
        {
            StreamName = "events",
            Records = [.. Enumerable.Range(0, 10).Select(i => new Amazon.Kinesis.Model.PutRecordsRequestEntry { PartitionKey = $"k{i}", Data = new MemoryStream(data) })],
        });
        var shards = await kinesis.ListShardsAsync(new() { StreamName = "events" });
        var read = new List<Amazon.Kinesis.Model.Record>();
        foreach (var shard in shards.Shards)
        {
            var iterator = await kinesis.GetShardIteratorAsync(new() { StreamName = "events", ShardId = shard.ShardId, ShardIteratorType = "TRIM_HORIZON" });
            read.AddRange((await kinesis.GetRecordsAsync(new() { ShardIterator = iterator.ShardIterator })).Records ?? []);
        }

        put.FailedRecordCount.ShouldBe(0);
        read.Select(r => r.PartitionKey).Order().ShouldBe(Enumerable.Range(0, 10).Select(i => $"k{i}"));
        read.ShouldAllBe(r => r.Data.ToArray().SequenceEqual(data));
        (await kinesis.DescribeStreamSummaryAsync(new() { StreamName = "events" })).StreamDescriptionSummary.OpenShardCount.ShouldBe(2);
    }
}

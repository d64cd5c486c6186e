using Amazon.Kinesis.Model;

namespace Amazon.Kinesis.Tests;

public sealed class ReadingTests
{
    [Fact]
    public async Task RecordsCarryTheirBytesKeysAndTimes()
    {
        await using var service = await KinesisServices.RespondingAsync(200, """
            {"MillisBehindLatest":9007199254740993,"NextShardIterator":"AAAB","Records":[
              {"ApproximateArrivalTimestamp":1.795219200123E9,"Data":"AP/+Cg==","EncryptionType":"KMS","PartitionKey":"dev-1","SequenceNumber":"495"},
              {"ApproximateArrivalTimestamp":1795219200,"Data":"","PartitionKey":"dev-2","SequenceNumber":"496"}],
             "ChildShards":[{"ShardId":"shardId-000000000002","ParentShards":["shardId-000000000000","shardId-000000000001"],"HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"340282366920938463463374607431768211455"}}]}
            """);
        using var client = service.Client();

        var response = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "AAAA", Limit = 100 });

        service.Requests[0].Headers["X-Amz-Target"].ShouldBe("Kinesis_20131202.GetRecords");
        service.Requests[0].Body.ShouldBe("""{"Limit":100,"ShardIterator":"AAAA"}""");
        response.MillisBehindLatest.ShouldBe(9007199254740993);
        response.NextShardIterator.ShouldBe("AAAB");
        response.Records.Count.ShouldBe(2);
        response.Records[0].Data.ToArray().ShouldBe([0x00, 0xff, 0xfe, 0x0a]);
        response.Records[0].Data.Position.ShouldBe(0);
        response.Records[0].ApproximateArrivalTimestamp!.Value.ShouldBe(new DateTime(2026, 11, 21, 0, 0, 0, 123, DateTimeKind.Utc), TimeSpan.FromMilliseconds(0.01));
        response.Records[0].EncryptionType.ShouldBe(EncryptionType.KMS);
        response.Records[1].Data.Length.ShouldBe(0);
        response.Records[1].ApproximateArrivalTimestamp.ShouldBe(new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc));
        response.Records[1].EncryptionType.ShouldBeNull();
        var child = response.ChildShards.ShouldHaveSingleItem();
        child.ParentShards.ShouldBe(["shardId-000000000000", "shardId-000000000001"]);
        child.HashKeyRange.EndingHashKey.ShouldBe("340282366920938463463374607431768211455");
    }

    [Fact]
    public async Task ARecordOfAMebibyteComesBackWhole()
    {
        var data = new byte[1 << 20];
        new Random(7).NextBytes(data);
        await using var service = await KinesisServices.RespondingAsync(200, $$"""{"Records":[{"Data":"{{Convert.ToBase64String(data)}}","PartitionKey":"k","SequenceNumber":"1"}]}""");
        using var client = service.Client();

        var response = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "A" });

        response.Records[0].Data.ToArray().ShouldBe(data);
    }

    [Fact]
    public async Task ShardsAreListedWithTheirRanges()
    {
        await using var service = await KinesisServices.RespondingAsync(200, """
            {"NextToken":"next","Shards":[{"ShardId":"shardId-000000000001","ParentShardId":"shardId-000000000000","AdjacentParentShardId":"shardId-000000000009",
              "HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"42"},"SequenceNumberRange":{"StartingSequenceNumber":"100","EndingSequenceNumber":null}}]}
            """);
        using var client = service.Client();

        var response = await client.ListShardsAsync(new ListShardsRequest
        {
            StreamName = "telemetry",
            MaxResults = 1000,
            ShardFilter = new ShardFilter { Type = ShardFilterType.FROM_TIMESTAMP, Timestamp = new DateTime(2026, 11, 21, 0, 0, 0, 250, DateTimeKind.Utc) },
        });

        service.Requests[0].Body.ShouldBe("""{"MaxResults":1000,"ShardFilter":{"Timestamp":1795219200.25,"Type":"FROM_TIMESTAMP"},"StreamName":"telemetry"}""");
        response.NextToken.ShouldBe("next");
        var shard = response.Shards.ShouldHaveSingleItem();
        shard.ShardId.ShouldBe("shardId-000000000001");
        shard.ParentShardId.ShouldBe("shardId-000000000000");
        shard.AdjacentParentShardId.ShouldBe("shardId-000000000009");
        shard.HashKeyRange.EndingHashKey.ShouldBe("42");
        shard.SequenceNumberRange.StartingSequenceNumber.ShouldBe("100");
        shard.SequenceNumberRange.EndingSequenceNumber.ShouldBeNull();
    }

    [Fact]
    public async Task AShardIteratorIsAskedForByTypeAndPlace()
    {
        await using var service = await KinesisServices.RespondingAsync(200, """{"ShardIterator":"AAAA"}""");
        using var client = service.Client();

        var response = await client.GetShardIteratorAsync(new GetShardIteratorRequest
        {
            StreamName = "telemetry",
            ShardId = "shardId-000000000000",
            ShardIteratorType = ShardIteratorType.AFTER_SEQUENCE_NUMBER,
            StartingSequenceNumber = "495",
        });

        response.ShardIterator.ShouldBe("AAAA");
        service.Requests[0].Headers["X-Amz-Target"].ShouldBe("Kinesis_20131202.GetShardIterator");
        service.Requests[0].Body.ShouldBe("""{"ShardId":"shardId-000000000000","ShardIteratorType":"AFTER_SEQUENCE_NUMBER","StartingSequenceNumber":"495","StreamName":"telemetry"}""");
    }

    [Fact]
    public async Task AStreamIsCreatedAndAnEmptyResponseIsSuccess()
    {
        await using var service = await KinesisServices.RespondingAsync(200, "");
        using var client = service.Client();

        await client.CreateStreamAsync(new CreateStreamRequest
        {
            StreamName = "telemetry",
            ShardCount = 2,
            StreamModeDetails = new StreamModeDetails { StreamMode = StreamMode.PROVISIONED },
            Tags = new Dictionary<string, string> { ["team"] = "ingest" },
        });

        service.Requests[0].Headers["X-Amz-Target"].ShouldBe("Kinesis_20131202.CreateStream");
        service.Requests[0].Body.ShouldBe("""{"ShardCount":2,"StreamModeDetails":{"StreamMode":"PROVISIONED"},"StreamName":"telemetry","Tags":{"team":"ingest"}}""");
    }

    [Fact]
    public async Task AStreamsSummaryIsRead()
    {
        await using var service = await KinesisServices.RespondingAsync(200, """
            {"StreamDescriptionSummary":{"ConsumerCount":0,"EncryptionType":"NONE","EnhancedMonitoring":[{"ShardLevelMetrics":["IncomingBytes"]}],"KeyId":null,
              "MaxRecordSizeInKiB":1024,"OpenShardCount":4,"RetentionPeriodHours":24,"StreamARN":"arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry",
              "StreamCreationTimestamp":1.7952192E9,"StreamModeDetails":{"StreamMode":"ON_DEMAND"},"StreamName":"telemetry","StreamStatus":"ACTIVE",
              "WarmThroughput":{"CurrentMiBps":4,"TargetMiBps":8}}}
            """);
        using var client = service.Client();

        var summary = (await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = "telemetry" })).StreamDescriptionSummary;

        summary.StreamStatus.ShouldBe(StreamStatus.ACTIVE);
        summary.StreamModeDetails.StreamMode.ShouldBe(StreamMode.ON_DEMAND);
        summary.OpenShardCount.ShouldBe(4);
        summary.RetentionPeriodHours.ShouldBe(24);
        summary.MaxRecordSizeInKiB.ShouldBe(1024);
        summary.EnhancedMonitoring[0].ShardLevelMetrics.ShouldBe(["IncomingBytes"]);
        summary.StreamCreationTimestamp.ShouldBe(new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc));
        summary.WarmThroughput.TargetMiBps.ShouldBe(8);
        summary.StreamARN.ShouldEndWith("stream/telemetry");
        summary.KeyId.ShouldBeNull();
    }

    [Fact]
    public void AConstantIsFoundByNameAndAnUnknownOneIsKept()
    {
        ShardIteratorType.FindValue("LATEST").ShouldBeSameAs(ShardIteratorType.LATEST);
        StreamStatus later = "ARCHIVING";
        later.Value.ShouldBe("ARCHIVING");
    }
}

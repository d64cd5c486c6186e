using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Ingest.Testing.Emulators;

namespace Ingest.Differential.Tests;

/// <summary>The clients the function uses, against services nobody wrote for them.</summary>
public sealed class SdkRoundTripTests
{
    private static readonly BasicAWSCredentials Credentials = new("test", "test");

    [Fact]
    public async Task WhatTheKinesisClientPutsItReadsBackFromKinesalite()
    {
        await using var emulator = await Emulator.KinesaliteAsync();
        using var client = new AmazonKinesisClient(Credentials, new AmazonKinesisConfig { ServiceURL = emulator.Endpoint.ToString(), MaxErrorRetry = 0 });
        var sent = Enumerable.Range(0, 200).ToDictionary(i => $"dev-{i} \"é\"", i => Encoding.UTF8.GetBytes($"{{\"n\":{i}}}\n"));

        await client.CreateStreamAsync(new CreateStreamRequest { StreamName = "telemetry", ShardCount = 3 });
        await UntilAsync(async () => (await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = "telemetry" })).StreamDescriptionSummary.StreamStatus == StreamStatus.ACTIVE);
        var put = await client.PutRecordsAsync(new PutRecordsRequest
        {
            StreamName = "telemetry",
            Records = [.. sent.Select(record => new PutRecordsRequestEntry { PartitionKey = record.Key, Data = new MemoryStream(record.Value) })],
        });

        put.FailedRecordCount.ShouldBe(0);
        put.Records.Count.ShouldBe(sent.Count);
        var read = new Dictionary<string, byte[]>();
        foreach (var shard in (await client.ListShardsAsync(new ListShardsRequest { StreamName = "telemetry" })).Shards)
        {
            var iterator = (await client.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = "telemetry", ShardId = shard.ShardId, ShardIteratorType = ShardIteratorType.TRIM_HORIZON })).ShardIterator;
            foreach (var record in (await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator })).Records)
            {
                read.Add(record.PartitionKey, record.Data.ToArray());
                record.ApproximateArrivalTimestamp!.Value.ShouldBe(TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(1));
            }
        }
        read.Keys.Order().ShouldBe(sent.Keys.Order());
        foreach (var (key, data) in sent) read[key].ShouldBe(data);
    }

    [Fact]
    public async Task KinesalitesErrorsAreTheClientsExceptions()
    {
        await using var emulator = await Emulator.KinesaliteAsync();
        using var client = new AmazonKinesisClient(Credentials, new AmazonKinesisConfig { ServiceURL = emulator.Endpoint.ToString(), MaxErrorRetry = 0 });

        await Should.ThrowAsync<Amazon.Kinesis.Model.ResourceNotFoundException>(client.PutRecordsAsync(new PutRecordsRequest { StreamName = "nothere", Records = [new PutRecordsRequestEntry { PartitionKey = "k", Data = new MemoryStream([1]) }] }));
        await Should.ThrowAsync<InvalidArgumentException>(client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = "nonsense" }));
        var error = await Should.ThrowAsync<ValidationException>(client.PutRecordsAsync(new PutRecordsRequest { StreamName = "telemetry" }));
        error.Message.ShouldContain("'records' failed to satisfy constraint");
    }

    [Fact]
    public async Task WhatTheDynamoDbClientWritesInABatchItReadsBackFromDynalite()
    {
        await using var emulator = await Emulator.DynaliteAsync();
        using var client = new AmazonDynamoDBClient(Credentials, new AmazonDynamoDBConfig { ServiceURL = emulator.Endpoint.ToString(), MaxErrorRetry = 0 });
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = "telemetry",
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition("deviceId", ScalarAttributeType.S), new AttributeDefinition("sk", ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement("deviceId", KeyType.HASH), new KeySchemaElement("sk", KeyType.RANGE)],
        });
        await UntilAsync(async () => (await client.DescribeTableAsync("telemetry")).Table.TableStatus == TableStatus.ACTIVE);
        var items = Enumerable.Range(0, 25).Select(i => new Dictionary<string, AttributeValue>
        {
            ["deviceId"] = new("dev-1"),
            ["sk"] = new($"2026-11-21T00:00:{i:00}.000Z#{i}"),
            ["data"] = new($"{{\"n\":{i}}}"),
            ["expiresAt"] = new() { N = "1795219200" },
        }).ToList();

        var written = await client.BatchWriteItemAsync(new BatchWriteItemRequest
        {
            RequestItems = new() { ["telemetry"] = items.ConvertAll(item => new WriteRequest(new PutRequest(item))) },
        });

        written.UnprocessedItems.ShouldBeEmpty();
        var read = await client.QueryAsync(new QueryRequest
        {
            TableName = "telemetry",
            KeyConditionExpression = "deviceId = :device",
            ExpressionAttributeValues = new() { [":device"] = new("dev-1") },
        });
        read.Items.ConvertAll(item => item["sk"].S).ShouldBe(items.ConvertAll(item => item["sk"].S));
        read.Items.ConvertAll(item => item["data"].S).ShouldBe(items.ConvertAll(item => item["data"].S));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var attempt = 0; !await holds(); attempt++)
        {
            (attempt < 500).ShouldBeTrue("it never did");
            await Task.Delay(10);
        }
    }
}

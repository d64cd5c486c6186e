using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;

namespace Ingest.EndToEnd.Tests;

/// <summary>A record as a consumer gets it, with the shard it was read from.</summary>
internal sealed record ReadRecord(Shard Shard, string PartitionKey, string SequenceNumber, byte[] Data);

/// <summary>Reads streams and tables back through the AWS SDK, whoever serves them.</summary>
internal sealed class SinkReader(Uri kinesis, Uri dynamoDb) : IDisposable
{
    private static readonly BasicAWSCredentials Credentials = new("test", "test");

    public AmazonKinesisClient Kinesis { get; } = new(Credentials, new AmazonKinesisConfig { ServiceURL = kinesis.ToString(), AuthenticationRegion = "us-east-1" });

    public AmazonDynamoDBClient DynamoDb { get; } = new(Credentials, new AmazonDynamoDBConfig { ServiceURL = dynamoDb.ToString(), AuthenticationRegion = "us-east-1" });

    /// <summary>Every record of a stream, shard by shard, closed ones too, in the order of each shard.</summary>
    public async Task<List<ReadRecord>> RecordsAsync(string stream)
    {
        var records = new List<ReadRecord>();
        foreach (var shard in (await Kinesis.ListShardsAsync(new ListShardsRequest { StreamName = stream })).Shards)
        {
            var iterator = (await Kinesis.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = stream, ShardId = shard.ShardId, ShardIteratorType = ShardIteratorType.TRIM_HORIZON })).ShardIterator;
            while (iterator is not null)
            {
                var page = await Kinesis.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator });
                records.AddRange(page.Records.Select(r => new ReadRecord(shard, r.PartitionKey, r.SequenceNumber, r.Data.ToArray())));
                if (page.MillisBehindLatest == 0) break;
                iterator = page.NextShardIterator;
            }
        }
        return records;
    }

    /// <summary>Every item of a table.</summary>
    public async Task<List<Dictionary<string, AttributeValue>>> ItemsAsync(string table)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        Dictionary<string, AttributeValue>? from = null;
        do
        {
            var page = await DynamoDb.ScanAsync(new ScanRequest { TableName = table, ExclusiveStartKey = from });
            items.AddRange(page.Items);
            from = page.LastEvaluatedKey;
        }
        while (from is { Count: > 0 });
        return items;
    }

    public void Dispose()
    {
        Kinesis.Dispose();
        DynamoDb.Dispose();
    }
}

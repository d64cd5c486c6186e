namespace Ingest.LocalCloud.Tests.Services.Kinesis;

/// <summary>Short spellings of Kinesis requests.</summary>
internal static class KinesisCalls
{
    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static object Record(string key, string data, string? hash = null) =>
        hash is null ? new { Data = Base64(data), PartitionKey = key } : (object)new { Data = Base64(data), PartitionKey = key, ExplicitHashKey = hash };

    public static Task<WireResponse> PutAsync(this LocalAws aws, params object[] records) => aws.KinesisAsync("PutRecords", new { Records = records, StreamName = "events" });

    public static async Task CreateAsync(this LocalAws aws, int shards) =>
        (await aws.KinesisAsync("CreateStream", new { StreamName = "events", ShardCount = shards })).ShouldBeOk();

    public static async Task<string> IteratorAsync(this LocalAws aws, object request) =>
        (await aws.KinesisAsync("GetShardIterator", request)).ShouldBeOk().Json.GetProperty("ShardIterator").GetString()!;

    public static Task<string> FromStartAsync(this LocalAws aws, string shard = "shardId-000000000000") =>
        aws.IteratorAsync(new { StreamName = "events", ShardId = shard, ShardIteratorType = "TRIM_HORIZON" });

    public static async Task<List<string>> ReadAsync(this LocalAws aws, string iterator) =>
        [.. (await aws.KinesisAsync("GetRecords", new { ShardIterator = iterator })).ShouldBeOk().Json.GetProperty("Records").EnumerateArray()
            .Select(record => Encoding.UTF8.GetString(record.GetProperty("Data").GetBytesFromBase64()))];
}

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>Creating, deleting, listing and describing streams. A stream is ACTIVE as soon as it is created.</summary>
internal sealed class StreamDescriptions(KinesisStore store)
{
    public void CreateStream(Fields fields)
    {
        var (name, shards) = (fields.String("StreamName"), fields.Integer("ShardCount"));
        var mode = fields.Object("StreamModeDetails")?.String("StreamMode");
        new Constraints()
            .Range("shardCount", shards, 1, 100_000)
            .Required("streamName", name).Name("streamName", name, 1, StreamNames.Longest)
            .OneOf("streamModeDetails.streamMode", mode, "PROVISIONED", "ON_DEMAND")
            .ThrowIfViolated();
        var onDemand = mode == "ON_DEMAND";
        if (onDemand && shards is not null) throw AwsException.Validation("ShardCount must not be provided when StreamMode is ON_DEMAND");
        if (!onDemand && shards is null) throw AwsException.Validation("ShardCount must be provided when StreamMode is PROVISIONED");
        store.Create(name!, shards, onDemand);
    }

    public void DeleteStream(Fields fields)
    {
        store.Delete(Named(fields).Name);
    }

    public void DescribeStream(in ApiCall call, Fields fields)
    {
        var stream = Named(fields);
        var (after, limit) = (fields.String("ExclusiveStartShardId"), fields.Integer("Limit"));
        new Constraints().Range("limit", limit, 1, 10_000).ThrowIfViolated();
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartObject("StreamDescription"u8);
        WriteCommon(json, stream);
        var more = WriteShards(json, stream, after, limit ?? 100);
        json.WriteBoolean("HasMoreShards"u8, more);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void DescribeStreamSummary(in ApiCall call, Fields fields)
    {
        var stream = Named(fields);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartObject("StreamDescriptionSummary"u8);
        WriteCommon(json, stream);
        json.WriteNumber("OpenShardCount"u8, stream.Shards.Count(shard => shard.IsOpen));
        json.WriteNumber("ConsumerCount"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void ListStreams(in ApiCall call, Fields fields)
    {
        var (after, limit) = (fields.String("ExclusiveStartStreamName") ?? fields.String("NextToken"), fields.Integer("Limit"));
        new Constraints().Range("limit", limit, 1, 10_000).Name("exclusiveStartStreamName", after, 1, StreamNames.Longest).ThrowIfViolated();
        // As the API reference: 100 if no limit is given.
        var page = store.Streams.Where(stream => after is null || string.CompareOrdinal(stream.Name, after) > 0).Take((limit ?? 100) + 1).ToList();
        var more = page.Count > (limit ?? 100);
        if (more) page.RemoveAt(page.Count - 1);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteBoolean("HasMoreStreams"u8, more);
        if (more) json.WriteString("NextToken"u8, page[^1].Name);
        json.WriteStartArray("StreamNames"u8);
        foreach (var stream in page) json.WriteStringValue(stream.Name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void ListShards(in ApiCall call, Fields fields)
    {
        var (name, token, after, most) = (StreamNames.Of(fields), fields.String("NextToken"), fields.String("ExclusiveStartShardId"), fields.Integer("MaxResults"));
        new Constraints()
            .Name("exclusiveStartShardId", after, 1, 128).Range("maxResults", most, 1, 10_000).Name("streamName", name, 1, StreamNames.Longest)
            .ThrowIfViolated();
        if (name is null && token is null) throw new AwsException("InvalidArgumentException", "Either NextToken or StreamName should be provided.");
        if (name is not null && token is not null) throw new AwsException("InvalidArgumentException", "NextToken and StreamName cannot be provided together.");
        if (token?.Split('/') is [var tokenName, var tokenAfter]) (name, after) = (tokenName, tokenAfter);
        var stream = store.Stream(name ?? throw new AwsException("InvalidArgumentException", "NextToken is invalid."));
        var json = call.Reply.Json;
        json.WriteStartObject();
        if (WriteShards(json, stream, after, most ?? 1000)) json.WriteString("NextToken"u8, $"{stream.Name}/{LastOf(stream, after, most ?? 1000)}");
        json.WriteEndObject();
    }

    /// <summary>What GetRecords says at the end of a closed shard.</summary>
    public static void WriteChildren(Utf8JsonWriter json, KinesisStream stream, Shard shard)
    {
        json.WriteStartArray("ChildShards"u8);
        foreach (var child in stream.Shards.Where(s => s.Parent == shard || s.AdjacentParent == shard))
        {
            json.WriteStartObject();
            json.WriteString("ShardId"u8, child.Id);
            json.WriteStartArray("ParentShards"u8);
            json.WriteStringValue(child.Parent!.Id);
            if (child.AdjacentParent is { } adjacent) json.WriteStringValue(adjacent.Id);
            json.WriteEndArray();
            WriteRange(json, child);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private KinesisStream Named(Fields fields)
    {
        var name = StreamNames.Of(fields);
        new Constraints().Required("streamName", name).Name("streamName", name, 1, StreamNames.Longest).ThrowIfViolated();
        return store.Stream(name!);
    }

    private void WriteCommon(Utf8JsonWriter json, KinesisStream stream)
    {
        json.WriteString("StreamName"u8, stream.Name);
        json.WriteString("StreamARN"u8, stream.Arn);
        json.WriteString("StreamStatus"u8, "ACTIVE"u8);
        json.WriteStartObject("StreamModeDetails"u8);
        json.WriteString("StreamMode"u8, stream.OnDemand ? "ON_DEMAND"u8 : "PROVISIONED"u8);
        json.WriteEndObject();
        json.WriteNumber("RetentionPeriodHours"u8, (int)stream.Retention.TotalHours);
        json.WriteNumber("StreamCreationTimestamp"u8, stream.CreatedAt.ToUnixTimeMilliseconds() / 1000m);
        json.WriteString("EncryptionType"u8, "NONE"u8);
        json.WriteNumber("MaxRecordSizeInKiB"u8, store.Options.MaxRecordBytes >> 10);
        json.WriteStartArray("EnhancedMonitoring"u8);
        json.WriteStartObject();
        json.WriteStartArray("ShardLevelMetrics"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static IEnumerable<Shard> After(KinesisStream stream, string? after) =>
        stream.Shards.Where(shard => after is null || string.CompareOrdinal(shard.Id, after) > 0);

    private static string LastOf(KinesisStream stream, string? after, int limit) => After(stream, after).Take(limit).Last().Id;

    private static bool WriteShards(Utf8JsonWriter json, KinesisStream stream, string? after, int limit)
    {
        json.WriteStartArray("Shards"u8);
        foreach (var shard in After(stream, after).Take(limit))
        {
            json.WriteStartObject();
            json.WriteString("ShardId"u8, shard.Id);
            if (shard.Parent is { } parent) json.WriteString("ParentShardId"u8, parent.Id);
            if (shard.AdjacentParent is { } adjacent) json.WriteString("AdjacentParentShardId"u8, adjacent.Id);
            WriteRange(json, shard);
            json.WriteStartObject("SequenceNumberRange"u8);
            json.WriteString("StartingSequenceNumber"u8, shard.Starting.ToString());
            if (shard.Ending is { } ending) json.WriteString("EndingSequenceNumber"u8, ending.ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        return After(stream, after).Skip(limit).Any();
    }

    private static void WriteRange(Utf8JsonWriter json, Shard shard)
    {
        json.WriteStartObject("HashKeyRange"u8);
        json.WriteString("StartingHashKey"u8, shard.FirstHash.ToString());
        json.WriteString("EndingHashKey"u8, shard.LastHash.ToString());
        json.WriteEndObject();
    }
}

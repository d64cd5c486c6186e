namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>SplitShard, MergeShards and UpdateShardCount, done at once: the parents close, the children open.</summary>
internal sealed class Resharding(KinesisStore store)
{
    public void SplitShard(Fields fields)
    {
        var (name, shardId, start) = (StreamNames.Of(fields), fields.String("ShardToSplit"), fields.String("NewStartingHashKey"));
        new Constraints()
            .Required("newStartingHashKey", start).Number("newStartingHashKey", start, @"0|([1-9]\d{0,38})")
            .Required("streamName", name).Name("streamName", name, 1, StreamNames.Longest)
            .Required("shardToSplit", shardId).Name("shardToSplit", shardId, 1, 128)
            .ThrowIfViolated();
        var stream = store.Stream(name!);
        var shard = OpenShard(stream, shardId!);
        if (!HashKeys.TryParse(start!, out var hash) || hash <= shard.FirstHash + 1 || hash >= shard.LastHash)
        {
            throw new AwsException("InvalidArgumentException", $"NewStartingHashKey {start} used in SplitShard() on shard {shard.Id} in stream {name} under account {store.Account} "
                + $"is not both greater than one plus the shard's StartingHashKey {shard.FirstHash} and less than the shard's EndingHashKey {shard.LastHash}.");
        }
        stream.Reshard(shard, null, hash - 1);
    }

    public void MergeShards(Fields fields)
    {
        var (name, first, second) = (StreamNames.Of(fields), fields.String("ShardToMerge"), fields.String("AdjacentShardToMerge"));
        new Constraints()
            .Required("adjacentShardToMerge", second).Name("adjacentShardToMerge", second, 1, 128)
            .Required("streamName", name).Name("streamName", name, 1, StreamNames.Longest)
            .Required("shardToMerge", first).Name("shardToMerge", first, 1, 128)
            .ThrowIfViolated();
        var stream = store.Stream(name!);
        var (lower, upper) = (OpenShard(stream, first!), OpenShard(stream, second!));
        if (lower.LastHash + 1 != upper.FirstHash)
        {
            throw new AwsException("InvalidArgumentException", $"Shards {lower.Id} and {upper.Id} in stream {name} under account {store.Account} are not an adjacent pair of shards eligible for merging");
        }
        stream.Reshard(lower, upper, null);
    }

    /// <summary>Splits and merges until the open shards have equal ranges of hash keys: UNIFORM_SCALING.</summary>
    public void UpdateShardCount(in ApiCall call, Fields fields)
    {
        var (name, target, scaling) = (StreamNames.Of(fields), fields.Integer("TargetShardCount"), fields.String("ScalingType"));
        new Constraints()
            .Required("scalingType", scaling).OneOf("scalingType", scaling, "UNIFORM_SCALING")
            .Required("streamName", name).Name("streamName", name, 1, StreamNames.Longest)
            .Required("targetShardCount", target).Range("targetShardCount", target, 1, int.MaxValue)
            .ThrowIfViolated();
        var stream = store.Stream(name!);
        var current = Open(stream).Count;
        // API reference: at most double, at least half, and a provisioned stream alone.
        if (stream.OnDemand) throw AwsException.Validation($"Request is invalid. Stream {name} under account {store.Account} is in On-Demand mode.");
        if (target > 2 * current)
            throw new AwsException("InvalidArgumentException", $"UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: {current} Target shard count: {target}");
        if (target < (current + 1) / 2)
            throw new AwsException("InvalidArgumentException", $"UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: {current} Target shard count: {target}");
        Scale(stream, target!.Value);

        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteNumber("CurrentShardCount"u8, current);
        json.WriteString("StreamARN"u8, stream.Arn);
        json.WriteString("StreamName"u8, stream.Name);
        json.WriteNumber("TargetShardCount"u8, target.Value);
        json.WriteEndObject();
    }

    private static void Scale(KinesisStream stream, int target)
    {
        for (var i = 0; i < target; i++)
        {
            var last = KinesisStream.LastHashOf(i, target);
            // Where a range is to end inside a shard, that one is split; then what lies in the range is merged.
            if (Open(stream).Find(shard => shard.FirstHash <= last && shard.LastHash > last) is { } split) stream.Reshard(split, null, last);
            var first = i == 0 ? UInt128.Zero : KinesisStream.LastHashOf(i - 1, target) + 1;
            while (Open(stream).FindAll(shard => shard.FirstHash >= first && shard.LastHash <= last) is [{ } lower, { } upper, ..]) stream.Reshard(lower, upper, null);
        }
    }

    private static List<Shard> Open(KinesisStream stream) => [.. stream.Shards.Where(shard => shard.IsOpen).OrderBy(shard => shard.FirstHash)];

    private Shard OpenShard(KinesisStream stream, string shardId)
    {
        var shard = stream.Find(shardId) ?? throw store.ShardNotFound(shardId, stream.Name);
        return shard.IsOpen ? shard
            : throw new AwsException("InvalidArgumentException", $"Shard {shardId} in stream {stream.Name} under account {store.Account} has already been merged or split, and thus is not eligible for merging or splitting.");
    }
}

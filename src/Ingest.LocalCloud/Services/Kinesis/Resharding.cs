namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>SplitShard and MergeShards, done at once: the parents close, the children open.</summary>
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

    private Shard OpenShard(KinesisStream stream, string shardId)
    {
        var shard = stream.Find(shardId) ?? throw store.ShardNotFound(shardId, stream.Name);
        return shard.IsOpen ? shard
            : throw new AwsException("InvalidArgumentException", $"Shard {shardId} in stream {stream.Name} under account {store.Account} has already been merged or split, and thus is not eligible for merging or splitting.");
    }
}

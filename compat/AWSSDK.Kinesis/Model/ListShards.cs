using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>Lists a stream's shards, up to 1,000 a page.</summary>
public partial class ListShardsRequest : AmazonKinesisRequest
{
    /// <summary>List from the shard after this one.</summary>
    public string ExclusiveStartShardId { get; set; }

    /// <summary>Page size, 1–10,000.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The token of the page before; names the stream by itself and is good for 300 s.</summary>
    public string NextToken { get; set; }

    /// <summary>Which shards to list.</summary>
    public ShardFilter ShardFilter { get; set; }

    /// <summary>ARN of the stream; it or <see cref="StreamName"/> is needed.</summary>
    public string StreamARN { get; set; }

    /// <summary>Tells streams of one name apart.</summary>
    public DateTime? StreamCreationTimestamp { get; set; }

    /// <summary>Reserved by the service for future use.</summary>
    public string StreamId { get; set; }

    /// <summary>Name of the stream, 1–128 characters.</summary>
    public string StreamName { get; set; }
}

/// <summary>One page of shards.</summary>
public partial class ListShardsResponse : AmazonWebServiceResponse
{
    /// <summary>Token of the next page; null on the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The shards.</summary>
    public List<Shard> Shards { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}

/// <summary>Which shards to list.</summary>
public partial class ShardFilter
{
    /// <summary>For AFTER_SHARD_ID.</summary>
    public string ShardId { get; set; }

    /// <summary>For AT_TIMESTAMP and FROM_TIMESTAMP.</summary>
    public DateTime? Timestamp { get; set; }

    /// <summary>The kind of filter.</summary>
    public ShardFilterType Type { get; set; }
}

/// <summary>A shard: its hash key range, its lineage and its sequence numbers.</summary>
public partial class Shard
{
    /// <summary>The other parent, after a merge.</summary>
    public string AdjacentParentShardId { get; set; }

    /// <summary>The hash keys it takes.</summary>
    public HashKeyRange HashKeyRange { get; set; }

    /// <summary>The parent, after a split or merge.</summary>
    public string ParentShardId { get; set; }

    /// <summary>Open where the end is null.</summary>
    public SequenceNumberRange SequenceNumberRange { get; set; }

    /// <summary>The shard's id.</summary>
    public string ShardId { get; set; }
}

/// <summary>Inclusive range of decimal 128-bit hash keys.</summary>
public partial class HashKeyRange
{
    /// <summary>Last hash key.</summary>
    public string EndingHashKey { get; set; }

    /// <summary>First hash key.</summary>
    public string StartingHashKey { get; set; }
}

/// <summary>The sequence numbers of a shard.</summary>
public partial class SequenceNumberRange
{
    /// <summary>Last number; null while the shard is open.</summary>
    public string EndingSequenceNumber { get; set; }

    /// <summary>First number.</summary>
    public string StartingSequenceNumber { get; set; }
}

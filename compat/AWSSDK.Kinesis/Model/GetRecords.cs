using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>Asks for a place to read a shard from.</summary>
public partial class GetShardIteratorRequest : AmazonKinesisRequest
{
    /// <summary>The shard.</summary>
    public string ShardId { get; set; }

    /// <summary>Where to start.</summary>
    public ShardIteratorType ShardIteratorType { get; set; }

    /// <summary>For AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.</summary>
    public string StartingSequenceNumber { get; set; }

    /// <summary>ARN of the stream; it or <see cref="StreamName"/> is needed.</summary>
    public string StreamARN { get; set; }

    /// <summary>Reserved by the service for future use.</summary>
    public string StreamId { get; set; }

    /// <summary>Name of the stream, 1–128 characters.</summary>
    public string StreamName { get; set; }

    /// <summary>For AT_TIMESTAMP; sent with milliseconds.</summary>
    public DateTime? Timestamp { get; set; }
}

/// <summary>A place to read a shard from.</summary>
public partial class GetShardIteratorResponse : AmazonWebServiceResponse
{
    /// <summary>Good for five minutes.</summary>
    public string ShardIterator { get; set; }
}

/// <summary>Reads a shard from an iterator on.</summary>
public partial class GetRecordsRequest : AmazonKinesisRequest
{
    /// <summary>At most this many records, 1–10,000.</summary>
    public int? Limit { get; set; }

    /// <summary>From GetShardIterator or the response before.</summary>
    public string ShardIterator { get; set; }

    /// <summary>ARN of the stream; the iterator names it too.</summary>
    public string StreamARN { get; set; }

    /// <summary>Reserved by the service for future use.</summary>
    public string StreamId { get; set; }
}

/// <summary>Records in shard order, and where to go on.</summary>
public partial class GetRecordsResponse : AmazonWebServiceResponse
{
    /// <summary>The shards that follow; set at the end of a closed shard.</summary>
    public List<ChildShard> ChildShards { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>How far behind the tip of the shard, in milliseconds.</summary>
    public long? MillisBehindLatest { get; set; }

    /// <summary>Null at the end of a closed shard.</summary>
    public string NextShardIterator { get; set; }

    /// <summary>The records.</summary>
    public List<Record> Records { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}

/// <summary>One record as stored.</summary>
public partial class Record
{
    /// <summary>When it arrived, to the millisecond.</summary>
    public DateTime? ApproximateArrivalTimestamp { get; set; }

    /// <summary>The payload, at position 0.</summary>
    public MemoryStream Data { get; set; }

    /// <summary>How it was encrypted at rest; null without encryption.</summary>
    public EncryptionType EncryptionType { get; set; }

    /// <summary>The key it was written with.</summary>
    public string PartitionKey { get; set; }

    /// <summary>Its position in the shard.</summary>
    public string SequenceNumber { get; set; }
}

/// <summary>A shard that follows a closed one.</summary>
public partial class ChildShard
{
    /// <summary>The hash keys it takes.</summary>
    public HashKeyRange HashKeyRange { get; set; }

    /// <summary>The shards it came from.</summary>
    public List<string> ParentShards { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>The shard's id.</summary>
    public string ShardId { get; set; }
}

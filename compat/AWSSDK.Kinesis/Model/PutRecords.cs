using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>Up to 500 records for one stream (API_PutRecords).</summary>
public partial class PutRecordsRequest : AmazonKinesisRequest
{
    /// <summary>The records, in the order of the response.</summary>
    public List<PutRecordsRequestEntry> Records { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>ARN of the stream; it or <see cref="StreamName"/> is needed.</summary>
    public string StreamARN { get; set; }

    /// <summary>Reserved by the service for future use.</summary>
    public string StreamId { get; set; }

    /// <summary>Name of the stream, 1–128 characters.</summary>
    public string StreamName { get; set; }
}

/// <summary>One record to write.</summary>
public partial class PutRecordsRequestEntry
{
    /// <summary>The payload, up to 1 MiB unless the stream allows more; its whole content is sent, wherever its position stands.</summary>
    public MemoryStream Data { get; set; }

    /// <summary>Decimal 128-bit hash that picks the shard in place of the partition key's.</summary>
    public string ExplicitHashKey { get; set; }

    /// <summary>1–256 characters; its MD5 picks the shard.</summary>
    public string PartitionKey { get; set; }
}

/// <summary>One result per record, in request order; HTTP 200 even where every record failed.</summary>
public partial class PutRecordsResponse : AmazonWebServiceResponse
{
    /// <summary>How the stream encrypts at rest.</summary>
    public EncryptionType EncryptionType { get; set; }

    /// <summary>How many of <see cref="Records"/> carry an error.</summary>
    public int? FailedRecordCount { get; set; }

    /// <summary>The results, in request order.</summary>
    public List<PutRecordsResultEntry> Records { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}

/// <summary>What became of one record: a sequence number and shard, or an error code and message.</summary>
public partial class PutRecordsResultEntry
{
    /// <summary>ProvisionedThroughputExceededException or InternalFailure; null where the record was written.</summary>
    public string ErrorCode { get; set; }

    /// <summary>The error in words, with account, stream and shard.</summary>
    public string ErrorMessage { get; set; }

    /// <summary>Position in the shard; null where the record failed.</summary>
    public string SequenceNumber { get; set; }

    /// <summary>The shard written to; null where the record failed.</summary>
    public string ShardId { get; set; }
}

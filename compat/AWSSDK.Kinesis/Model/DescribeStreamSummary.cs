using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>Asks for a stream's state without its shards.</summary>
public partial class DescribeStreamSummaryRequest : AmazonKinesisRequest
{
    /// <summary>ARN of the stream; it or <see cref="StreamName"/> is needed.</summary>
    public string StreamARN { get; set; }

    /// <summary>Reserved by the service for future use.</summary>
    public string StreamId { get; set; }

    /// <summary>Name of the stream, 1–128 characters.</summary>
    public string StreamName { get; set; }
}

/// <summary>A stream's state.</summary>
public partial class DescribeStreamSummaryResponse : AmazonWebServiceResponse
{
    /// <summary>The state.</summary>
    public StreamDescriptionSummary StreamDescriptionSummary { get; set; }
}

/// <summary>A stream's state and settings.</summary>
public partial class StreamDescriptionSummary
{
    /// <summary>Enhanced fan-out consumers.</summary>
    public int? ConsumerCount { get; set; }

    /// <summary>How the stream encrypts at rest.</summary>
    public EncryptionType EncryptionType { get; set; }

    /// <summary>Shard-level metrics that are on.</summary>
    public List<EnhancedMetrics> EnhancedMonitoring { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>The KMS key; null without KMS.</summary>
    public string KeyId { get; set; }

    /// <summary>Largest record the stream takes, in KiB.</summary>
    public int? MaxRecordSizeInKiB { get; set; }

    /// <summary>Open shards.</summary>
    public int? OpenShardCount { get; set; }

    /// <summary>How long records are kept, in hours.</summary>
    public int? RetentionPeriodHours { get; set; }

    /// <summary>ARN of the stream.</summary>
    public string StreamARN { get; set; }

    /// <summary>When it was created.</summary>
    public DateTime? StreamCreationTimestamp { get; set; }

    /// <summary>Reserved by the service for future use.</summary>
    public string StreamId { get; set; }

    /// <summary>On demand or provisioned.</summary>
    public StreamModeDetails StreamModeDetails { get; set; }

    /// <summary>Name of the stream.</summary>
    public string StreamName { get; set; }

    /// <summary>CREATING, ACTIVE, UPDATING or DELETING.</summary>
    public StreamStatus StreamStatus { get; set; }

    /// <summary>Warm throughput, where the account has it.</summary>
    public WarmThroughputObject WarmThroughput { get; set; }
}

/// <summary>Shard-level metrics.</summary>
public partial class EnhancedMetrics
{
    /// <summary>Names as in <see cref="MetricsName"/>.</summary>
    public List<string> ShardLevelMetrics { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}

/// <summary>Warm throughput, in MiB/s.</summary>
public partial class WarmThroughputObject
{
    /// <summary>What the stream is scaled for.</summary>
    public int? CurrentMiBps { get; set; }

    /// <summary>What it is scaling towards.</summary>
    public int? TargetMiBps { get; set; }
}

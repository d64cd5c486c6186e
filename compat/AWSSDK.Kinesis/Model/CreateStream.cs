using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>Creates a stream; it is usable once its status is ACTIVE.</summary>
public partial class CreateStreamRequest : AmazonKinesisRequest
{
    /// <summary>Largest record the stream takes, 1,024–10,240 KiB.</summary>
    public int? MaxRecordSizeInKiB { get; set; }

    /// <summary>Number of shards; needed when provisioned.</summary>
    public int? ShardCount { get; set; }

    /// <summary>On demand or provisioned.</summary>
    public StreamModeDetails StreamModeDetails { get; set; }

    /// <summary>Name of the stream, 1–128 characters.</summary>
    public string StreamName { get; set; }

    /// <summary>Up to 200 tags.</summary>
    public Dictionary<string, string> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>Write throughput to be warm for, in MiB/s; on demand only.</summary>
    public int? WarmThroughputMiBps { get; set; }
}

/// <summary>The request was taken; the response has no members.</summary>
public partial class CreateStreamResponse : AmazonWebServiceResponse;

/// <summary>The capacity mode of a stream.</summary>
public partial class StreamModeDetails
{
    /// <summary>ON_DEMAND or PROVISIONED.</summary>
    public StreamMode StreamMode { get; set; }
}

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>The limits of the local streams. Sources: Kinesis Data Streams quotas and API reference.</summary>
internal sealed record KinesisOptions
{
    /// <summary>The stream that the function writes to, for the console's summary. Default: <c>telemetry</c>.</summary>
    public string FunctionStream { get; init; } = "telemetry";

    /// <summary>Where the function finds Kinesis, for the console's summary. Default: here.</summary>
    public Uri? FunctionEndpoint { get; init; }

    /// <summary>Open shards of an on-demand stream, and of any stream created without a count. Default 4, what AWS starts an on-demand stream with.</summary>
    public int DefaultShards { get; init; } = 4;

    /// <summary>Whether shards throttle at all. Default true; past a limit a record fails with ProvisionedThroughputExceededException.</summary>
    public bool EnforceThroughput { get; init; } = true;

    /// <summary>What one shard of a provisioned stream takes. Default 1,000 records a second.</summary>
    public double ShardRecordsPerSecond { get; init; } = 1000;

    /// <summary>What one shard of a provisioned stream takes. Default 1 MiB a second, keys included.</summary>
    public double ShardBytesPerSecond { get; init; } = 1 << 20;

    /// <summary>
    /// How many times a provisioned shard one shard of an on-demand stream takes. Default 25: with four shards 100,000
    /// records/s, an on-demand stream that was warmed. 1 is a new on-demand stream (4 MB/s); AWS would add shards, this keeps the count.
    /// </summary>
    public double OnDemandScale { get; init; } = 25;

    /// <summary>Data and keys of one PutRecords. Default 10 MiB; older pages and some Regions say 5. Past it the call fails with InvalidArgumentException.</summary>
    public int MaxCallBytes { get; init; } = 10 << 20;

    /// <summary>
    /// Data and key of one record, "the payload before base64-encoding added to the partition key size". Default 1 MiB, what a
    /// stream takes unless it was raised. Past it the call fails whole: data alone with ValidationException, with its key
    /// InvalidArgumentException.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1 << 20;

    /// <summary>Default 24 hours. Older records are no longer read, and their memory is freed.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Memory for the records of one stream. Default 4 GiB; past it the oldest records go early, and <see cref="KinesisStream.Trimmed"/> counts them.</summary>
    public long MaxStoredBytes { get; init; } = 4L << 30;
}

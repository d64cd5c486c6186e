namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>The limits of the local tables. Sources: DynamoDB quotas and API reference.</summary>
internal sealed record DynamoDbOptions
{
    /// <summary>The table that the function writes to, for the console's summary. Default: <c>telemetry</c>.</summary>
    public string FunctionTable { get; init; } = "telemetry";

    /// <summary>Where the function finds DynamoDB, for the console's summary. Default: here.</summary>
    public Uri? FunctionEndpoint { get; init; }

    /// <summary>Whether tables throttle at all. Default true.</summary>
    public bool EnforceThroughput { get; init; } = true;

    /// <summary>What one partition key takes. Default 1,000 write units a second, AWS's limit of a partition, however the table is billed. Past it items come back unprocessed.</summary>
    public double PartitionWriteUnitsPerSecond { get; init; } = 1000;

    /// <summary>What an on-demand table takes. Default 40,000 write units a second, the default quota of a table. A provisioned table takes what it was created with.</summary>
    public double OnDemandWriteUnitsPerSecond { get; init; } = 40_000;

    /// <summary>Seconds of unused capacity a table or partition saves up. Default 1; AWS saves up to 300 for a provisioned table and promises nothing.</summary>
    public double BurstSeconds { get; init; } = 1;

    /// <summary>Default 400 KiB, names and values. Past it ValidationException.</summary>
    public int MaxItemBytes { get; init; } = 400 << 10;

    /// <summary>How often expired items are looked for. Default one minute; AWS promises days. Until then they are still read.</summary>
    public TimeSpan TimeToLiveSweep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Memory for the items of one table. Default 4 GiB; past it writes fail with InternalServerError that says so.</summary>
    public long MaxStoredBytes { get; init; } = 4L << 30;
}

namespace Ingest.LoadGen.Verification;

/// <summary>Where to look for what was acknowledged.</summary>
internal sealed record SinkOptions
{
    /// <summary>Null leaves the stream out.</summary>
    public string? Stream { get; init; }

    /// <summary>Null leaves the table out.</summary>
    public string? Table { get; init; }

    /// <summary>Null: the SDK's own, which is AWS unless its environment variables say otherwise.</summary>
    public string? KinesisEndpoint { get; init; }
    public string? DynamoDbEndpoint { get; init; }
    public string? Region { get; init; }
}

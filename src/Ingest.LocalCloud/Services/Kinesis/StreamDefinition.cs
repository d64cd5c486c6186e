namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>A stream to be created.</summary>
/// <param name="Shards">Null: as many as a stream starts with.</param>
internal sealed record StreamDefinition(string Name, bool OnDemand = true, int? Shards = null)
{
    /// <summary>How long its records are read. Default: 24 hours.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);
}

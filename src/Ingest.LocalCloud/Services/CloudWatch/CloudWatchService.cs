namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>CloudWatch metrics: AWS JSON 1.0, Smithy RPC v2 CBOR and the query protocol.</summary>
internal sealed class CloudWatchService : IAwsService
{
    public static readonly CloudWatchService Instance = new();

    public string SigningName => "monitoring";

    public string ActionPrefix => "cloudwatch";

    public string TargetPrefix => "GraniteServiceVersion20100801.";

    public IReadOnlyList<IWireProtocol> OtherProtocols { get; } = [new CborProtocol(), new QueryProtocol()];

    /// <summary>Whether a response's member holds a time, in seconds since 1970, or a list of them.</summary>
    public static bool IsTime(string member) => member is "Timestamps" or "StateUpdatedTimestamp" or "LastModified";

    public string ErrorType(string name) => "com.amazonaws.cloudwatch.v2010_08_01#" + name;

    public ServiceStore Open(AwsOptions options, TimeProvider time) => (MetricStore)options.Metrics!;
}

using Ingest.LocalCloud.Iam;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.LocalCloud.Services;

/// <summary>How the AWS endpoint behaves. Every default stands for an account in good order with a warm on-demand stream and table.</summary>
internal sealed record AwsOptions
{
    /// <summary>The region in ARNs. Requests signed for another region are served all the same.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The twelve digits in ARNs and messages.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>How far X-Amz-Date may be off; beyond it InvalidSignatureException. Null: never looked at. Default 5 minutes, as AWS.</summary>
    public TimeSpan? MaxClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Access key id to secret key. Null (default): any credentials pass. Set: unknown keys are refused and every signature is verified.</summary>
    public IReadOnlyDictionary<string, string>? Credentials { get; init; }

    /// <summary>Who an access key id belongs to; null: to one who may do everything. Default: every key does.</summary>
    public Func<string, Principal?>? PrincipalOf { get; init; }

    /// <summary>Where services publish metrics of themselves: the endpoint sets it to its own CloudWatch. Default: nowhere.</summary>
    public IMetrics? Metrics { get; init; }

    public KinesisOptions Kinesis { get; init; } = new();

    public DynamoDbOptions DynamoDb { get; init; } = new();
}

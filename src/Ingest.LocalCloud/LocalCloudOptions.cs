using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.FunctionUrl;

namespace Ingest.LocalCloud;

/// <summary>Everything the local cloud can be told; each member states its default.</summary>
internal sealed record LocalCloudOptions
{
    /// <summary>The function's executable, spawned once per execution environment. Required.</summary>
    public required string FunctionPath { get; init; }

    /// <summary>Arguments of the executable. Default: none.</summary>
    public IReadOnlyList<string> FunctionArguments { get; init; } = [];

    /// <summary>The function's name in ARNs, metrics and log groups. Default: <c>ingest</c>.</summary>
    public string FunctionName { get; init; } = "ingest";

    /// <summary>Port of the Function URL on 127.0.0.1. Default: 9000; 0 takes a free one.</summary>
    public int UrlPort { get; init; } = 9000;

    /// <summary>Port of the console page and its JSON API. Default: 9001; 0 takes a free one.</summary>
    public int ConsolePort { get; init; } = 9001;

    /// <summary>Port of the AWS endpoint (Kinesis, DynamoDB, CloudWatch). Default: 4566; 0 takes a free one.</summary>
    public int AwsPort { get; init; } = 4566;

    /// <summary>Execution environments at most; a request beyond what they can take is answered 429. Default: 10.</summary>
    public int Concurrency { get; init; } = 10;

    /// <summary>
    /// The function's reserved concurrency: at most that many environments, and ten times as many requests per second;
    /// 0 answers every request 429. Default: none, so <see cref="Concurrency"/> bounds the environments and the
    /// account's 1,000 the request rate.
    /// </summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>Whether the request-rate limit (10 × concurrency a second, else 429) is kept. Default: true.</summary>
    public bool RequestRateLimit { get; init; } = true;

    /// <summary>Invocations at once in one environment; above 1 it runs as a Lambda Managed Instance does. Default: 1.</summary>
    public int EnvironmentConcurrency { get; init; } = 1;

    /// <summary>An invocation running longer fails and its environment is killed. Default: 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Initialization running longer fails. Default: 10 s, as Lambda allows.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An environment idle for longer is shut down. Default: 5 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>MB, as reported to the function; not enforced. Default: 512.</summary>
    public int MemorySize { get; init; } = 512;

    /// <summary>Environment variables of the function, over those the local cloud sets. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The region named in ARNs and signatures. Default: <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Where the function finds Kinesis. Default: the local AWS endpoint.</summary>
    public Uri? KinesisEndpoint { get; init; }

    /// <summary>Where the function finds DynamoDB. Default: the local AWS endpoint.</summary>
    public Uri? DynamoDbEndpoint { get; init; }

    /// <summary>The stream created at start and named to the function. Default: <c>telemetry</c>.</summary>
    public string StreamName { get; init; } = "telemetry";

    /// <summary>The table created at start and named to the function. Default: <c>telemetry</c>.</summary>
    public string TableName { get; init; } = "telemetry";

    /// <summary>Shards of the stream. Default: 4.</summary>
    public int Shards { get; init; } = 4;

    /// <summary>
    /// Whether a shard takes 1 MB and 1,000 records a second and no more. Default: false, the stream is on demand and warm.
    /// </summary>
    public bool ProvisionedStream { get; init; }

    /// <summary>Who may call the Function URL. Default: anyone.</summary>
    public FunctionUrlAuthType AuthType { get; init; } = FunctionUrlAuthType.None;

    /// <summary>The URL's CORS configuration, which overrides the handler's headers. Default: none.</summary>
    public CorsConfiguration? Cors { get; init; }

    /// <summary>The key pair that may sign requests to the URL; the function's environments get the same secret. Default: test / test.</summary>
    public string AccessKeyId { get; init; } = "test";

    /// <inheritdoc cref="AccessKeyId"/>
    public string SecretAccessKey { get; init; } = "test";

    /// <summary>Faults in force from the start; more come and go at <c>/faults</c> of the console. Default: none.</summary>
    public IReadOnlyList<FaultDefinition> Faults { get; init; } = [];

    /// <summary>Seeds the drawing of which calls and records a fault strikes. Default: 1.</summary>
    public int FaultSeed { get; init; } = 1;

    /// <summary>Where a person is told why the function fails. Default: nowhere.</summary>
    public TextWriter Terminal { get; init; } = TextWriter.Null;

    /// <summary>The clock of limits, timeouts and signatures. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

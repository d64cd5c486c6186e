using Ingest.LocalCloud.Iam;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.LocalCloud.Lambda;

/// <summary>The function: what runs, within which limits, and what it is told; each member states its default.</summary>
internal record FunctionOptions
{
    /// <summary>The function's executable, spawned once per execution environment. Required.</summary>
    public required string FunctionPath { get; init; }

    /// <summary>Arguments of the executable. Default: none.</summary>
    public IReadOnlyList<string> FunctionArguments { get; init; } = [];

    /// <summary>The function's name in ARNs, metrics and log groups. Default: <c>ingest</c>.</summary>
    public string FunctionName { get; init; } = "ingest";

    /// <summary>The alias that the URL invokes. Default: none, the function itself.</summary>
    public string? Qualifier { get; init; }

    /// <summary>The function's log group. Default: /aws/lambda/ and the function's name.</summary>
    public string? LogGroup { get; init; }

    /// <summary>The session of its role that the function runs in. Default: null, it may do everything.</summary>
    public Principal? Role { get; init; }

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

    /// <summary>MB; a process that has used more is killed within a second. Default: 512.</summary>
    public int MemorySize { get; init; } = 512;

    /// <summary>Whether an environment gets the share of a CPU that Lambda gives for its memory. Default: false, all there is.</summary>
    public bool CpuLikeLambda { get; init; }

    /// <summary>
    /// Environment variables that the function is deployed with; a path below /var/task, where Lambda puts the package, is given
    /// as it is here. Default: none, which names it stream and table.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <summary>Environment variables of the function, over those it is deployed with. Default: none.</summary>
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

    /// <summary>The secret of the function's credentials, and of the one key pair that may sign requests to the URL. Default: test.</summary>
    public string SecretAccessKey { get; init; } = "test";

    /// <summary>Where a person is told why the function fails. Default: nowhere.</summary>
    public TextWriter Terminal { get; init; } = TextWriter.Null;

    /// <summary>The clock of limits, timeouts and signatures. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the function finds a service; null: here.</summary>
    public Uri? EndpointOf(IAwsService service) => service.SigningName switch
    {
        KinesisService.SigningName => KinesisEndpoint,
        DynamoDbService.SigningName => DynamoDbEndpoint,
        _ => null,
    };
}

using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.FunctionUrl;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;
using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud;

/// <summary>Everything the local cloud can be told; each member states its default.</summary>
internal sealed record LocalCloudOptions : UrlOptions
{
    /// <summary>Port of the Function URL on 127.0.0.1. Default: 9000; 0 takes a free one.</summary>
    public int UrlPort { get; init; } = 9000;

    /// <summary>Port of the console page and its JSON API. Default: 9001; 0 takes a free one.</summary>
    public int ConsolePort { get; init; } = 9001;

    /// <summary>Port of the AWS endpoint (Kinesis, DynamoDB, CloudWatch). Default: 4566; 0 takes a free one.</summary>
    public int AwsPort { get; init; } = 4566;

    /// <summary>Streams created at start. Default: the function's, on demand and warm.</summary>
    public IReadOnlyList<StreamDefinition>? Streams { get; init; }

    /// <summary>Tables created at start. Default: the function's, with the keys and the expiry that it writes.</summary>
    public IReadOnlyList<TableDefinition>? Tables { get; init; }

    /// <summary>The deployed stack, for its alarms, dashboards and outputs. Default: none.</summary>
    public Stack? Stack { get; init; }

    /// <summary>Faults in force from the start; more come and go at <c>/faults</c> of the console. Default: none.</summary>
    public IReadOnlyList<FaultDefinition> Faults { get; init; } = [];

    /// <summary>Seeds the drawing of which calls and records a fault strikes. Default: 1.</summary>
    public int FaultSeed { get; init; } = 1;
}

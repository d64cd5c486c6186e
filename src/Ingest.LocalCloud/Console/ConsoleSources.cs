using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Lambda;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud.Console;

/// <summary>What the console reports on.</summary>
/// <param name="Url">Of the function.</param>
/// <param name="AwsUrl">Where the services are.</param>
internal sealed record ConsoleSources(
    FunctionOptions Options, AwsEndpoint Aws, LambdaFunction Function, FunctionMetrics Metrics, LogRing Logs, FaultRegistry Faults, Stack? Stack, Uri Url, Uri AwsUrl);

using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Lambda;
using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Console;

/// <summary>What the console reports on.</summary>
/// <param name="Url">Of the function.</param>
/// <param name="AwsUrl">Where the services are.</param>
internal sealed record ConsoleSources(
    FunctionOptions Options, AwsEndpoint Aws, LambdaFunction Function, FunctionMetrics Metrics, LogRing Logs, FaultRegistry Faults, Uri Url, Uri AwsUrl);

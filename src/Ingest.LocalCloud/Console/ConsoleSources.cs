using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.FunctionUrl;
using Ingest.LocalCloud.Lambda;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud.Console;

/// <summary>What the console reports on.</summary>
/// <param name="Url">Of the function.</param>
/// <param name="AwsUrl">Where the services are.</param>
internal sealed record ConsoleSources(
    UrlOptions Options, AwsEndpoint Aws, LambdaFunction Function, FunctionMetrics Metrics, LogRing Logs, FaultRegistry Faults, RejectionLog Rejections, Stack? Stack, Uri Url, Uri AwsUrl)
{
    /// <summary>Who may post, as a sentence.</summary>
    public string WhoMayPost { get; init; } = "";

    /// <summary>The function's AUTH.</summary>
    public string Auth { get; init; } = "";

    /// <summary>A device that may be posted for.</summary>
    public string DeviceId { get; init; } = "dev-0001";
}

using Ingest.LocalCloud.Iam;
using Ingest.LocalCloud.Lambda;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>The function and its URL; each member states its default.</summary>
internal record UrlOptions : FunctionOptions
{
    /// <summary>Who may call the Function URL. Default: anyone.</summary>
    public FunctionUrlAuthType AuthType { get; init; } = FunctionUrlAuthType.None;

    /// <summary>
    /// The resource-based policy of what the URL invokes. Default: null, anyone the auth type lets in may call.
    /// </summary>
    public IReadOnlyList<PolicyStatement>? ResourcePolicy { get; init; }

    /// <summary>Others that may sign requests to the URL, each with policies of its own. Default: none.</summary>
    public IReadOnlyList<Credential> Callers { get; init; } = [];

    /// <summary>InvokeMode RESPONSE_STREAM: what the function streams is passed on as it comes. Default: false, it is sent once it is whole.</summary>
    public bool StreamsResponses { get; init; }

    /// <summary>The URL's CORS configuration, which overrides the handler's headers. Default: none.</summary>
    public CorsConfiguration? Cors { get; init; }

    /// <summary>The key that may sign requests to the URL, with <see cref="FunctionOptions.SecretAccessKey"/>. Default: test.</summary>
    public string AccessKeyId { get; init; } = "test";
}

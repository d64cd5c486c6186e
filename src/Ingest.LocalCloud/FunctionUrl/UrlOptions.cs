using Ingest.LocalCloud.Lambda;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>The function and its URL; each member states its default.</summary>
internal record UrlOptions : FunctionOptions
{
    /// <summary>Who may call the Function URL. Default: anyone.</summary>
    public FunctionUrlAuthType AuthType { get; init; } = FunctionUrlAuthType.None;

    /// <summary>The URL's CORS configuration, which overrides the handler's headers. Default: none.</summary>
    public CorsConfiguration? Cors { get; init; }

    /// <summary>The key that may sign requests to the URL, with <see cref="FunctionOptions.SecretAccessKey"/>. Default: test.</summary>
    public string AccessKeyId { get; init; } = "test";
}

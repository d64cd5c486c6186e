using System.Globalization;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// The Cors configuration of a Function URL (Lambda API reference, Cors). If there is one, the URL answers preflight
/// requests itself and its headers replace the handler's (developer guide, urls-configuration).
/// </summary>
internal sealed record CorsConfiguration
{
    /// <summary>Origins allowed, <c>*</c> for all. Default: none.</summary>
    public IReadOnlyList<string> AllowOrigins { get; init; } = [];

    /// <summary>Methods allowed, <c>*</c> for all. Default: none.</summary>
    public IReadOnlyList<string> AllowMethods { get; init; } = [];

    /// <summary>Request headers allowed. Default: none.</summary>
    public IReadOnlyList<string> AllowHeaders { get; init; } = [];

    /// <summary>Response headers a browser may read. Default: none.</summary>
    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    /// <summary>Whether cookies may be sent. Default: false.</summary>
    public bool AllowCredentials { get; init; }

    /// <summary>Seconds a browser may keep a preflight's response. Default: 0, which sends no Access-Control-Max-Age.</summary>
    public int MaxAge { get; init; }

    /// <summary>What template.yaml deploys for these origins.</summary>
    public static CorsConfiguration Deployed(IReadOnlyList<string> origins) => new()
    {
        AllowOrigins = origins,
        AllowMethods = ["GET", "POST"],
        AllowHeaders = ["authorization", "content-encoding", "content-type", "prefer", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"],
        ExposeHeaders = ["accept-encoding", "allow", "ingest-outcome", "retry-after", "x-amzn-errortype", "x-amzn-requestid"],
        MaxAge = 3600,
    };

    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.Origin.Count > 0
        && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Sets the headers for a preflight request; none if origin or method is not allowed.</summary>
    public void ApplyPreflight(HttpRequest request, IHeaderDictionary headers)
    {
        if (!Allows(AllowMethods, request.Headers.AccessControlRequestMethod.ToString()) || !ApplyOrigin(request, headers)) return;
        headers.AccessControlAllowMethods = string.Join(',', AllowMethods);
        if (AllowHeaders.Count > 0) headers.AccessControlAllowHeaders = string.Join(',', AllowHeaders);
        if (MaxAge > 0) headers.AccessControlMaxAge = MaxAge.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Replaces whatever the handler said about CORS.</summary>
    public void Override(HttpRequest request, IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.Where(k => k.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToArray()) headers.Remove(name);
        if (request.Headers.Origin.Count == 0 || !ApplyOrigin(request, headers)) return;
        if (ExposeHeaders.Count > 0) headers.AccessControlExposeHeaders = string.Join(',', ExposeHeaders);
    }

    private bool ApplyOrigin(HttpRequest request, IHeaderDictionary headers)
    {
        var origin = request.Headers.Origin.ToString();
        if (!Allows(AllowOrigins, origin)) return false;
        // Browsers refuse the wildcard together with credentials.
        headers.AccessControlAllowOrigin = AllowOrigins.Contains("*") && !AllowCredentials ? "*" : origin;
        if (AllowCredentials) headers.AccessControlAllowCredentials = "true";
        headers.Vary = "Origin";
        return true;
    }

    private static bool Allows(IReadOnlyList<string> allowed, string value) =>
        allowed.Any(a => a is "*" || a.Equals(value, StringComparison.OrdinalIgnoreCase));
}

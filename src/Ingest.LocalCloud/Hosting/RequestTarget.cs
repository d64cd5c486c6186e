namespace Ingest.LocalCloud.Hosting;

/// <summary>The target of a request line: <c>/v1/events?dryRun=true</c>, or in absolute form <c>http://host/v1/events?dryRun=true</c>.</summary>
internal static class RequestTarget
{
    /// <summary>In origin form, as a server that got the absolute form has to treat it (RFC 9112, section 3.2.2).</summary>
    public static string ToOriginForm(string target)
    {
        if (target.StartsWith('/')) return target;
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0) return target;
        var path = target.AsSpan(authority + 3).IndexOfAny('/', '?');
        if (path < 0) return "/";
        var rest = target[(authority + 3 + path)..];
        return rest[0] == '/' ? rest : "/" + rest;
    }
}

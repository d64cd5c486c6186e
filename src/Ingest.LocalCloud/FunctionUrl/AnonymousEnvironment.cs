namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>What a function must be told if its URL asks for no signature: by itself it lets nobody in whom the platform has not verified.</summary>
internal static class AnonymousEnvironment
{
    /// <summary>The function's own variables, with AUTH=none and the consent to it, unless they choose another AUTH or callers sign.</summary>
    public static IReadOnlyDictionary<string, string> For(UrlOptions options)
    {
        if (options.AuthType == FunctionUrlAuthType.AwsIam || options.Environment.ContainsKey("AUTH")) return options.Environment;
        return new Dictionary<string, string>(options.Environment, StringComparer.Ordinal) { ["AUTH"] = "none", ["ALLOW_ANONYMOUS"] = "true" };
    }
}

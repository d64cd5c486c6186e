#nullable enable
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The Lambda-Runtime-Cognito-Identity header: <c>{"cognitoIdentityId","cognitoIdentityPoolId"}</c>.</summary>
internal sealed record CognitoIdentity(string? IdentityId, string? IdentityPoolId) : ICognitoIdentity
{
    public static CognitoIdentity Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json)) return new CognitoIdentity(null, null);
        using var document = JsonDocument.Parse(json);
        return new CognitoIdentity(document.RootElement.Text("cognitoIdentityId"), document.RootElement.Text("cognitoIdentityPoolId"));
    }
}

/// <summary>The Lambda-Runtime-Client-Context header: <c>{"client":{…},"custom":{…},"env":{…}}</c>.</summary>
internal sealed record MobileClientContext(IClientApplication? Client, IDictionary<string, string>? Custom, IDictionary<string, string>? Environment) : IClientContext
{
    public static MobileClientContext Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json)) return new MobileClientContext(null, null, null);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var client = root.TryGetProperty("client", out var application) ? MobileApplication.Of(application) : null;
        return new MobileClientContext(client, Pairs(root, "custom"), Pairs(root, "env"));
    }

    private static Dictionary<string, string>? Pairs(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var pairs) ? pairs.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString()) : null;

    private sealed record MobileApplication(string? AppPackageName, string? AppTitle, string? AppVersionCode, string? AppVersionName, string? InstallationId) : IClientApplication
    {
        public static MobileApplication Of(JsonElement json) => new(
            json.Text("app_package_name"), json.Text("app_title"), json.Text("app_version_code"), json.Text("app_version_name"), json.Text("installation_id"));
    }
}

internal static class JsonElementText
{
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>
/// Where a container's credentials are, and the token that is sent to get them.
/// Source: AWS SDKs and Tools reference guide, container credential provider.
/// </summary>
/// <param name="Address">http or https.</param>
/// <param name="Token">AWS_CONTAINER_AUTHORIZATION_TOKEN; null if it is not set.</param>
/// <param name="TokenFile">AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, which comes first and may change; null if it is not set.</param>
internal sealed record ContainerEndpoint(Uri Address, string? Token, string? TokenFile)
{
    /// <summary>ECS, and EKS over IPv4 and IPv6: to these and to the loopback alone credentials may be asked for without TLS.</summary>
    private static readonly string[] PlainHosts = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

    /// <param name="variables">Looks up an environment variable; null if it is not set.</param>
    /// <exception cref="AmazonClientException">The address is none, or may not be asked without TLS.</exception>
    public static ContainerEndpoint Read(Func<string, string?> variables)
    {
        var url = variables("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is { Length: > 0 } path ? $"http://{PlainHosts[0]}{path}" : variables("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            throw new AmazonClientException($"AWS_CONTAINER_CREDENTIALS_FULL_URI must be an http or https URL; it is '{url}'.");
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !PlainHosts.Contains(address.Host))
            throw new AmazonClientException($"AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or name the loopback or one of {string.Join(", ", PlainHosts)}; it is '{url}'.");
        return new ContainerEndpoint(address, variables("AWS_CONTAINER_AUTHORIZATION_TOKEN"), variables("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
    }

    /// <summary>The header line, or nothing.</summary>
    /// <exception cref="AmazonClientException">The token holds a line break.</exception>
    public async Task<string> AuthorizationAsync(CancellationToken cancellation)
    {
        var token = string.IsNullOrEmpty(TokenFile) ? Token : await File.ReadAllTextAsync(TokenFile, cancellation);
        if (string.IsNullOrEmpty(token)) return "";
        if (token.AsSpan().ContainsAny('\r', '\n')) throw new AmazonClientException("The container authorization token holds a line break.");
        return $"Authorization: {token}\r\n";
    }

    /// <summary>{"AccessKeyId":"…","SecretAccessKey":"…","Token":"…","Expiration":"2026-11-21T00:00:00Z"}; without an expiration they last.</summary>
    /// <exception cref="AmazonClientException">The status is not 200, or a key is missing. The body is not quoted: it may hold a key.</exception>
    public static (ImmutableCredentials Credentials, DateTimeOffset Expires) Read(HttpResponse response)
    {
        if (response.Status != (int)HttpStatusCode.OK) throw new AmazonClientException($"The status is {response.Status}.");
        using var document = JsonDocument.Parse(response.Body);
        var (root, expires) = (document.RootElement, DateTimeOffset.MaxValue);
        if (root.ValueKind != JsonValueKind.Object || ReadString(root, "AccessKeyId") is not { } key || ReadString(root, "SecretAccessKey") is not { } secret)
            throw new AmazonClientException("The response has no AccessKeyId or no SecretAccessKey.");
        if (root.TryGetProperty("Expiration"u8, out var expiration) && expiration.ValueKind == JsonValueKind.String && !expiration.TryGetDateTimeOffset(out expires))
            throw new AmazonClientException("The response's Expiration is no time.");
        return (new ImmutableCredentials(key, secret, ReadString(root, "Token") ?? ""), expires);
    }

    private static string? ReadString(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } header ? null
            // It becomes a part of a header line.
            : header.AsSpan().ContainsAnyExceptInRange('!', '~') ? throw new AmazonClientException($"The response's {name} holds characters that no header may have.")
            : header;
}

using System.Security.Cryptography.X509Certificates;

namespace Ingest.Function.Http;

/// <summary>Where requests go.</summary>
/// <param name="Uri">Scheme, host, port and path.</param>
/// <param name="Roots">What its certificate must chain to. Default: SSL_CERT_FILE and SSL_CERT_DIR, which template.yaml points at the package's roots; else the machine's.</param>
internal sealed record HttpEndpoint(Uri Uri, X509Certificate2Collection? Roots = null)
{
    /// <summary>The longest response, head included, in bytes: a longer one ends the exchange. Default: 16 MiB, ten times a response to 500 records.</summary>
    public int LongestResponse { get; init; } = 16 * 1024 * 1024;

    public bool IsTls => Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>The Host header: with the port if it is not the scheme's own.</summary>
    public string Authority { get; } = Uri.Authority;

    /// <summary>Escaped, at least /.</summary>
    public string Path { get; } = Uri.AbsolutePath;
}

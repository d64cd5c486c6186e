namespace Ingest.Function.Http;

/// <summary>Where requests go.</summary>
/// <param name="Uri">Scheme, host, port and path.</param>
internal sealed record HttpEndpoint(Uri Uri)
{
    public bool IsTls => Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>The Host header: with the port where it is not the scheme's own.</summary>
    public string Authority { get; } = Uri.Authority;

    /// <summary>Escaped, at least /.</summary>
    public string Path { get; } = Uri.AbsolutePath;
}

using System.Security.Cryptography.X509Certificates;
using Ingest.LoadGen.Authentication;

namespace Ingest.LoadGen.Producing;

/// <summary>What all requests of a run have beyond their bodies.</summary>
internal sealed record RequestOptions
{
    public static RequestOptions None { get; } = new();

    /// <summary>Default: none, which a URL of AuthType NONE takes.</summary>
    public IRequestAuthentication? Authentication { get; init; }

    /// <summary>Added to every request. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The roots that the endpoint's certificate must chain to. Default: the machine's.</summary>
    public X509Certificate2Collection? Roots { get; init; }
}

namespace Ingest.LoadGen.Authentication;

/// <summary>A key in x-api-key.</summary>
internal sealed class ApiKeyAuthentication(string key) : IRequestAuthentication
{
    public void Apply(HttpRequestMessage request, ReadOnlySpan<byte> body) => request.Replace("x-api-key", key);
}

namespace Ingest.LoadGen.Authentication;

/// <summary>What makes the endpoint let a request in. Applied anew to every request, resends included, before its latency begins.</summary>
internal interface IRequestAuthentication
{
    /// <summary>Sets the headers that the request needs; those of an earlier use of the same request are replaced.</summary>
    void Apply(HttpRequestMessage request, ReadOnlySpan<byte> body);
}

namespace Ingest.LoadGen.Authentication;

internal static class RequestHeaders
{
    /// <summary>Sets a header in place of the one that an earlier use of the request had; null removes it.</summary>
    public static void Replace(this HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
    }
}

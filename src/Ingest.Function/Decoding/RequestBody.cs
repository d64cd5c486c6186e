using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Decoding;

/// <summary>Gets a request's body as the bytes the producer sent.</summary>
internal static class RequestBody
{
    private const string JsonTypes = "application/json, any +json type, text/plain, or none";

    /// <exception cref="ProblemException">The content type or encoding is not supported, or the platform's base64 is damaged.</exception>
    public static ReadOnlyMemory<byte> Read(FunctionUrlRequest request)
    {
        CheckType(request.Headers.ContentType);
        CheckEncoding(request.Headers.ContentEncoding);
        if (request.Body is not { } body) return default;
        // The flag alone decides: the platform derives it from the content type, by rules of its own.
        if (request.IsBase64Encoded && !body.DecodeBase64())
            throw new ProblemException(Problem.InvalidBase64, "The body is marked as base64 and cannot be decoded.");
        return body.Memory;
    }

    /// <summary>JSON under the names that producers give it; curl's -d says it is a form.</summary>
    private static void CheckType(string? contentType)
    {
        if (contentType is null) return;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? contentType : contentType[..end]).Trim();
        if (type.Length == 0 || type.EndsWith("/json", StringComparison.OrdinalIgnoreCase)
            || (type.EndsWith("+json", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase))
            || type.ToLowerInvariant() is "text/plain" or "application/octet-stream" or "application/x-www-form-urlencoded") return;
        throw new ProblemException(Problem.UnsupportedMediaType, $"The content type is '{type}'; send JSON as {JsonTypes}.");
    }

    private static void CheckEncoding(string? contentEncoding)
    {
        if (contentEncoding is null || contentEncoding.Trim() is "" || contentEncoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase)) return;
        throw new ProblemException(Problem.UnsupportedEncoding, $"The content encoding is '{contentEncoding.Trim()}'; send the JSON as it is.");
    }
}

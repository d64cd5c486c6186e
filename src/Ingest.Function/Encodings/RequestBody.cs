using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Encodings;

/// <summary>Gets a request's body as the bytes the producer sent.</summary>
internal static class RequestBody
{
    private const string JsonTypes = "application/json, any other /json or +json type, text/plain, application/octet-stream, application/x-www-form-urlencoded (curl's default), or none";

    /// <summary>The content encodings there are, as Accept-Encoding lists them.</summary>
    public const string Encodings = "gzip, identity";

    /// <exception cref="ProblemException">Content type or encoding are not supported, what they promise is damaged, or the body is too long.</exception>
    public static ReadOnlyMemory<byte> Read(FunctionUrlRequest request, IngestSettings settings)
    {
        CheckType(request.Headers.ContentType);
        var isGzip = IsGzip(request.Headers.ContentEncoding);
        if (request.Body is not { } body) return default;
        // The flag alone decides: the platform derives it from the content type, by rules of its own.
        if (request.IsBase64Encoded && !body.DecodeBase64())
            throw new ProblemException(Problem.InvalidBase64, "The body is marked as base64 and cannot be decoded.");
        if (isGzip)
        {
            if (!request.IsBase64Encoded) throw GzipAsText(request.Headers.ContentType);
            body.Decompress(settings.MaxBodyBytes);
        }
        if (body.Memory.Length > settings.MaxBodyBytes)
            throw new ProblemException(Problem.BodyTooLarge, $"The body has {body.Memory.Length} bytes; the limit is {settings.MaxBodyBytes}.");
        return body.Memory;
    }

    /// <summary>JSON under the names that producers give it; curl's -d says it is a form.</summary>
    private static void CheckType(string? contentType)
    {
        // What nearly every request has.
        if (contentType is null or "application/json") return;
        var parts = contentType.Split(';', StringSplitOptions.TrimEntries);
        var type = parts[0].ToLowerInvariant();
        if (!IsJson(type)) throw new ProblemException(Problem.UnsupportedMediaType, $"The content type is '{type}'; send JSON as {JsonTypes}.");
        foreach (var parameter in parts.AsSpan(1))
        {
            var pair = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (!pair[0].Equals("charset", StringComparison.OrdinalIgnoreCase)) continue;
            var charset = pair.Length == 2 ? pair[1].Trim('"', '\'', ' ') : "";
            if (charset.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "ascii") continue;
            throw new ProblemException(Problem.UnsupportedCharset, $"The content type's charset is '{charset}'; JSON is UTF-8 (RFC 8259 §8.1). Encode the body as UTF-8 and send charset=utf-8, or none.");
        }
    }

    private static bool IsJson(string type) => type.Length == 0 || type.EndsWith("/json", StringComparison.Ordinal)
        || (type.EndsWith("+json", StringComparison.Ordinal) && !type.StartsWith("application/cloudevents", StringComparison.Ordinal))
        || type is "text/plain" or "application/octet-stream" or "application/x-www-form-urlencoded";

    /// <summary>One encoding or none; x-gzip is another name of gzip (RFC 9110 §8.4.1.3).</summary>
    private static bool IsGzip(string? contentEncoding)
    {
        if (contentEncoding is null) return false;
        var encoding = contentEncoding.AsSpan().Trim();
        if (encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)) return true;
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) return false;
        throw new ProblemException(Problem.UnsupportedEncoding, $"The content encoding is '{encoding}'; send gzip, or the JSON as it is.");
    }

    /// <summary>gzip's second byte begins no UTF-8 character: as text, the data has lost it.</summary>
    private static ProblemException GzipAsText(string? contentType) => new(
        Problem.InvalidGzip,
        $"Content-Encoding is gzip, and the platform delivered the body as text, as it does where the content type is '{contentType}'. Compressed data is damaged by that: send it as application/octet-stream.");
}

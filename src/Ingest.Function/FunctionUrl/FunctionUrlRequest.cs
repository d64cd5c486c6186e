using System.Text.Json.Serialization;

namespace Ingest.Function.FunctionUrl;

/// <summary>
/// The slice of a Function URL event (payload format 2.0) that the function reads; everything else is skipped unread.
/// Source: Lambda developer guide, urls-invocation.
/// </summary>
internal sealed class FunctionUrlRequest
{
    [JsonPropertyName("rawPath")]
    public string RawPath { get; init; } = "/";

    [JsonPropertyName("rawQueryString")]
    public string RawQueryString { get; init; } = "";

    [JsonPropertyName("headers")]
    public RequestHeaders Headers { get; init; } = new();

    [JsonPropertyName("requestContext")]
    public RequestContext Context { get; init; } = new();

    /// <summary>Absent where the request had no body.</summary>
    [JsonPropertyName("body")]
    [JsonConverter(typeof(Utf8BodyConverter))]
    public Utf8Body? Body { get; init; }

    [JsonPropertyName("isBase64Encoded")]
    public bool IsBase64Encoded { get; init; }
}

/// <summary>Header names arrive in lower case, repeated ones joined by a comma.</summary>
internal sealed class RequestHeaders
{
    [JsonPropertyName("content-type")]
    public string? ContentType { get; init; }

    [JsonPropertyName("content-encoding")]
    public string? ContentEncoding { get; init; }

    [JsonPropertyName("prefer")]
    public string? Prefer { get; init; }
}

internal sealed class RequestContext
{
    [JsonPropertyName("http")]
    public RequestLine Http { get; init; } = new();
}

internal sealed class RequestLine
{
    [JsonPropertyName("method")]
    public string Method { get; init; } = "";
}

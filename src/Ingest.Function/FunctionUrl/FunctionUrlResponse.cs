using System.Text.Json.Serialization;
using Ingest.Function.Buffers;
using Ingest.Function.Sdk;

namespace Ingest.Function.FunctionUrl;

/// <summary>What the Function URL turns into an HTTP response. Source: Lambda developer guide, urls-invocation.</summary>
internal sealed class FunctionUrlResponse
{
    [JsonPropertyName("statusCode")]
    public required int StatusCode { get; init; }

    [JsonPropertyName("headers")]
    public required ResponseHeaders Headers { get; init; }

    [JsonPropertyName("body")]
    [JsonConverter(typeof(Utf8BodyConverter))]
    public required Utf8Body Body { get; init; }
}

internal sealed class ResponseHeaders
{
    [JsonPropertyName("content-type")]
    public required string ContentType { get; init; }

    /// <summary>The function's own word for what happened: a response without it came from the platform.</summary>
    [JsonPropertyName("ingest-outcome")]
    public required string Outcome { get; init; }

    /// <summary>Whole seconds, on 429 and 503.</summary>
    [JsonPropertyName("retry-after")]
    public string? RetryAfter { get; init; }

    /// <summary>The methods a path knows, on 405.</summary>
    [JsonPropertyName("allow")]
    public string? Allow { get; init; }

    /// <summary>The content encodings a body may have, on 415 for another one (RFC 9110 §12.5.3).</summary>
    [JsonPropertyName("accept-encoding")]
    public string? AcceptEncoding { get; init; }
}

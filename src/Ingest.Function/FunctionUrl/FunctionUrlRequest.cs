using System.Text.Json.Serialization;
using Ingest.Function.Buffers;
using Ingest.Function.Sdk;

namespace Ingest.Function.FunctionUrl;

/// <summary>
/// The slice of a Function URL event (payload format 2.0) that the function reads; everything else is skipped unread.
/// Source: Lambda developer guide, urls-invocation.
/// </summary>
internal sealed class FunctionUrlRequest : IDisposable
{
    private static readonly Recycler<FunctionUrlRequest> Recycler = new();

    private bool _isRented;

    [JsonPropertyName("rawPath")]
    public string RawPath { get; set; } = "/";

    [JsonPropertyName("rawQueryString")]
    public string RawQueryString { get; set; } = "";

    [JsonPropertyName("headers")]
    public RequestHeaders Headers { get; set; } = RequestHeaders.None;

    [JsonPropertyName("requestContext")]
    public RequestContext Context { get; set; } = new();

    /// <summary>Absent where the request had no body.</summary>
    [JsonPropertyName("body")]
    [JsonConverter(typeof(Utf8BodyConverter))]
    public Utf8Body? Body { get; set; }

    [JsonPropertyName("isBase64Encoded")]
    public bool IsBase64Encoded { get; set; }

    /// <summary>An empty one, given back by <see cref="Dispose"/>.</summary>
    public static FunctionUrlRequest Rent()
    {
        var request = Recycler.Rent();
        request._isRented = true;
        return request;
    }

    /// <summary>Gives back the body, and itself where it was rented.</summary>
    public void Dispose()
    {
        Body?.Dispose();
        if (!_isRented) return;
        _isRented = false;
        (RawPath, RawQueryString, Headers, Body, IsBase64Encoded) = ("/", "", RequestHeaders.None, null, false);
        (Context.Http.Method, Context.TimeEpoch) = ("", 0);
        Recycler.Return(this);
    }
}

/// <summary>Header names arrive in lower case, repeated ones joined by a comma.</summary>
internal sealed class RequestHeaders
{
    public static readonly RequestHeaders None = new();

    [JsonPropertyName("content-type")]
    public string? ContentType { get; init; }

    [JsonPropertyName("content-encoding")]
    public string? ContentEncoding { get; init; }

    [JsonPropertyName("prefer")]
    public string? Prefer { get; init; }

    /// <summary>Of a CloudEvent in binary mode.</summary>
    [JsonPropertyName("ce-specversion")]
    public string? CloudEventsVersion { get; init; }

    /// <summary>Of a delivery by Amazon Data Firehose.</summary>
    [JsonPropertyName("x-amz-firehose-request-id")]
    public string? FirehoseRequestId { get; init; }
}

internal sealed class RequestContext
{
    // Not init: the generated reader sets such members always, to null where the event has none.
    [JsonPropertyName("http")]
    public RequestLine Http { get; set; } = new();

    /// <summary>The platform's clock when the request came, in milliseconds since 1970; 0 if the event does not say.</summary>
    [JsonPropertyName("timeEpoch")]
    public long TimeEpoch { get; set; }
}

internal sealed class RequestLine
{
    [JsonPropertyName("method")]
    public string Method { get; set; } = "";
}

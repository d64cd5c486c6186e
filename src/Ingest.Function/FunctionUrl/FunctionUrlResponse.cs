using Ingest.Function.Buffers;

namespace Ingest.Function.FunctionUrl;

/// <summary>What the Function URL turns into an HTTP response. Source: Lambda developer guide, urls-invocation.</summary>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="Headers">In the order in which they are written.</param>
/// <param name="Body">UTF-8; the response's own.</param>
internal sealed record FunctionUrlResponse(int StatusCode, ResponseHeader[] Headers, Utf8Body Body)
{
    /// <summary>The function's own word for what happened: a response without this header came from the platform.</summary>
    public const string Outcome = "ingest-outcome";

    /// <summary>On every response: each is of its own request.</summary>
    public static readonly ResponseHeader NotCached = new("cache-control", "no-store");

    /// <summary>The response as the runtime API takes it: {"statusCode":202,"headers":{"content-type":"…"},"body":"…"}.</summary>
    public void WriteTo(RequestBuffer destination)
    {
        destination.Write("{\"statusCode\":"u8);
        destination.Write(StatusCode);
        destination.Write(",\"headers\":{"u8);
        var start = "\""u8;
        foreach (var (name, value) in Headers)
        {
            destination.Write(start);
            destination.WriteString(name);
            destination.Write("\":\""u8);
            destination.WriteString(value);
            destination.Write("\""u8);
            start = ",\""u8;
        }
        destination.Write("},\"body\":\""u8);
        destination.WriteString(Body.Memory.Span, JsonString.WidestOfJson);
        destination.Write("\"}"u8);
    }
}

/// <summary>A header of a response; its name in lower case.</summary>
internal readonly record struct ResponseHeader(string Name, string Value);

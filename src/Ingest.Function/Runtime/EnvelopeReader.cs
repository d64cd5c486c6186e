using System.Buffers;
using System.Text.Json;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Http;

namespace Ingest.Function.Runtime;

/// <summary>Reads a Function URL event in one pass. Texts that nearly every request has are not made anew.</summary>
internal static class EnvelopeReader
{
    private static readonly string[] Paths = ["/v1/events", "/", "/health"];
    private static readonly string[] Methods = ["POST", "GET"];
    private static readonly string[] Types = ["application/json"];
    private static readonly string[] Encodings = ["gzip"];
    private static readonly string[] None = [""];
    private static readonly RequestHeaders Json = new() { ContentType = Types[0] };
    private static readonly RequestContext Post = new() { Http = new RequestLine { Method = Methods[0] } };

    /// <summary>Where a reader is that has read a member of the outermost object.</summary>
    private static readonly JsonReaderState BehindMember = ReadMember();

    /// <returns>To be disposed.</returns>
    /// <exception cref="JsonException">It is no such event.</exception>
    public static FunctionUrlRequest Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The event is no JSON object.");
        string path = "/", query = "", method = "";
        var headers = RequestHeaders.None;
        var isBase64 = false;
        Utf8Body? body = null;
        try
        {
            while (ReadName(ref reader))
            {
                if (reader.ValueTextEquals("rawPath"u8)) path = ReadText(ref reader, Paths) ?? path;
                else if (reader.ValueTextEquals("rawQueryString"u8)) query = ReadText(ref reader, None) ?? query;
                else if (reader.ValueTextEquals("headers"u8)) headers = ReadHeaders(ref reader);
                else if (reader.ValueTextEquals("requestContext"u8)) method = ReadMethod(ref reader);
                else if (reader.ValueTextEquals("body"u8)) body = ReadBody(ref json, ref reader) ?? body;
                else if (reader.ValueTextEquals("isBase64Encoded"u8)) isBase64 = reader.Read() && reader.TokenType == JsonTokenType.True;
                else reader.Skip();
            }
        }
        // InvalidOperationException: a text is not UTF-8, or an escape stands for half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            body?.Dispose();
            throw e as JsonException ?? new JsonException("A text of the event cannot be read.", e);
        }
        var request = FunctionUrlRequest.Rent();
        request.RawPath = path;
        request.RawQueryString = query;
        request.Headers = headers;
        request.Context = ReferenceEquals(method, Methods[0]) ? Post : new RequestContext { Http = new RequestLine { Method = method } };
        request.Body = body;
        request.IsBase64Encoded = isBase64;
        return request;
    }

    private static RequestHeaders ReadHeaders(ref Utf8JsonReader reader)
    {
        string? type = null, encoding = null, prefer = null;
        if (!Enter(ref reader)) return RequestHeaders.None;
        while (ReadName(ref reader))
        {
            if (reader.ValueTextEquals("content-type"u8)) type = ReadText(ref reader, Types);
            else if (reader.ValueTextEquals("content-encoding"u8)) encoding = ReadText(ref reader, Encodings);
            else if (reader.ValueTextEquals("prefer"u8)) prefer = ReadText(ref reader, None);
            else reader.Skip();
        }
        if (ReferenceEquals(type, Types[0]) && encoding is null && prefer is null) return Json;
        return new RequestHeaders { ContentType = type, ContentEncoding = encoding, Prefer = prefer };
    }

    private static string ReadMethod(ref Utf8JsonReader reader)
    {
        var method = "";
        if (!Enter(ref reader)) return method;
        while (ReadName(ref reader))
        {
            if (!reader.ValueTextEquals("http"u8) || !Enter(ref reader))
            {
                reader.Skip();
                continue;
            }
            while (ReadName(ref reader))
            {
                if (reader.ValueTextEquals("method"u8)) method = ReadText(ref reader, Methods) ?? method;
                else reader.Skip();
            }
        }
        return method;
    }

    /// <summary>
    /// The body is nearly all of the event. The reader would look for its end, then for escapes, then at each of them; here
    /// it is unescaped on the way to its end, and a reader goes on behind it.
    /// </summary>
    private static Utf8Body? ReadBody(ref ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var value = json[(int)reader.BytesConsumed..].TrimStart(" \t\r\n"u8);
        if (!value.StartsWith("\""u8))
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.Null ? null : throw new JsonException("The event's body must be a string.");
        }
        value = value[1..];
        var buffer = ArrayPool<byte>.Shared.Rent(value.Length);
        json = value[JsonText.Unescape(value, buffer, out var length)..];
        reader = new Utf8JsonReader(json, isFinalBlock: true, BehindMember);
        return Utf8Body.Rent(buffer, length);
    }

    private static JsonReaderState ReadMember()
    {
        var reader = new Utf8JsonReader("{\"\":\"\""u8, isFinalBlock: false, default);
        while (reader.Read())
        {
        }
        return reader.CurrentState;
    }

    /// <returns>False at the object's end.</returns>
    private static bool ReadName(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <returns>False where the value is no object; it is read then.</returns>
    private static bool Enter(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    private static string? ReadText(ref Utf8JsonReader reader, string[] common)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"Expected a text, found {reader.TokenType}.");
        foreach (var text in common)
        {
            if (reader.ValueTextEquals(text)) return text;
        }
        return reader.GetString();
    }
}

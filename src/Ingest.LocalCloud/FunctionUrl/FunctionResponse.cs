using System.Buffers;
using System.Buffers.Text;
using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// Turns what the function returned into an HTTP response (Lambda developer guide, urls-invocation): an object with
/// <c>statusCode</c> (and <c>headers</c>, <c>body</c>, <c>isBase64Encoded</c>, <c>cookies</c>) is one; any other JSON
/// value is the body of a 200 in application/json, a string without its quotes.
/// </summary>
internal static class FunctionResponse
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "content-length", "keep-alive", "transfer-encoding", "upgrade",
    };

    /// <summary>Sets status and headers and finds the body; false if the payload is no valid response.</summary>
    /// <param name="scratch">Holds the body if it does not stand in the payload as it is.</param>
    /// <param name="body">A slice of <paramref name="payload"/> or of <paramref name="scratch"/>.</param>
    public static bool TryApply(ReadOnlyMemory<byte> payload, HttpResponse response, PooledBuffer scratch, out ReadOnlyMemory<byte> body)
    {
        body = default;
        try
        {
            var reader = new Utf8JsonReader(payload.Span);
            reader.Read();
            response.ContentType = "application/json";
            if (reader.TokenType != JsonTokenType.StartObject) return TryInfer(ref reader, payload, scratch, out body);
            return TryApplyObject(ref reader, payload, response, scratch, out body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // No JSON, a member of the wrong type, or a header that HTTP cannot carry.
            return false;
        }
    }

    private static bool TryInfer(ref Utf8JsonReader reader, ReadOnlyMemory<byte> payload, PooledBuffer scratch, out ReadOnlyMemory<byte> body)
    {
        body = reader.TokenType == JsonTokenType.String ? Unescape(ref reader, payload, scratch) : payload;
        reader.Skip();
        return !reader.Read();
    }

    private static bool TryApplyObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> payload, HttpResponse response, PooledBuffer scratch, out ReadOnlyMemory<byte> body)
    {
        int? status = null;
        var isBase64 = false;
        Utf8JsonReader headers = default, cookies = default, text = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueTextEquals("statusCode"u8) ? Member.StatusCode
                : reader.ValueTextEquals("headers"u8) ? Member.Headers
                : reader.ValueTextEquals("body"u8) ? Member.Body
                : reader.ValueTextEquals("isBase64Encoded"u8) ? Member.IsBase64Encoded
                : reader.ValueTextEquals("cookies"u8) ? Member.Cookies
                : Member.Other;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                if (name == Member.StatusCode) status = ReadStatus(ref reader);
                if (name == Member.Headers) headers = reader;
                if (name == Member.Body) text = reader;
                if (name == Member.IsBase64Encoded) isBase64 = reader.GetBoolean();
                if (name == Member.Cookies) cookies = reader;
            }
            reader.Skip();
        }
        body = payload;
        if (reader.Read()) return false;
        if (status is null) return true;
        body = default;
        if (status is < 200 or > 599) return false;
        if (text.TokenType != JsonTokenType.None)
        {
            if (text.TokenType != JsonTokenType.String) return false;
            body = Unescape(ref text, payload, scratch);
            if (isBase64 && !TryDecode(ref body, scratch)) return false;
        }
        if (headers.TokenType != JsonTokenType.None) ApplyHeaders(ref headers, response.Headers);
        if (cookies.TokenType != JsonTokenType.None) ApplyCookies(ref cookies, response.Headers);
        response.StatusCode = status.Value;
        return true;
    }

    private static int ReadStatus(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? int.Parse(reader.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : reader.GetInt32();

    private static void ApplyHeaders(ref Utf8JsonReader reader, IHeaderDictionary headers)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("headers is no object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var value = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                JsonTokenType.Null => null,
                _ => throw new JsonException($"header {name} is neither text nor number"),
            };
            if (value is not null && !HopByHop.Contains(name)) headers[name] = value;
        }
    }

    private static void ApplyCookies(ref Utf8JsonReader reader, IHeaderDictionary headers)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("cookies is no array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) headers.Append("Set-Cookie", reader.GetString());
    }

    private static ReadOnlyMemory<byte> Unescape(ref Utf8JsonReader reader, ReadOnlyMemory<byte> payload, PooledBuffer scratch)
    {
        // The token's span starts one past its opening quote.
        if (!reader.ValueIsEscaped) return payload.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        scratch.Advance(reader.CopyString(scratch.GetSpan(reader.ValueSpan.Length)));
        return scratch.Memory;
    }

    private static bool TryDecode(ref ReadOnlyMemory<byte> body, PooledBuffer scratch)
    {
        var start = scratch.Length;
        var target = scratch.GetSpan(Base64.GetMaxDecodedFromUtf8Length(body.Length));
        // Growing the scratch buffer moves what an escaped text put there: decode from where it stands now.
        var source = start > 0 ? scratch.Span : body.Span;
        if (Base64.DecodeFromUtf8(source, target, out _, out var written) != OperationStatus.Done) return false;
        scratch.Advance(written);
        body = scratch.Memory[start..];
        return true;
    }

    private enum Member
    {
        Other,
        StatusCode,
        Headers,
        Body,
        IsBase64Encoded,
        Cookies,
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using Ingest.Function.Buffers;

namespace Ingest.Function.FunctionUrl;

/// <summary>Reads a Function URL event in one pass. Strings that nearly every request has are not made anew.</summary>
internal static class RequestReader
{
    private static readonly string[] Paths = ["/v1/events", "/", "/health"];
    private static readonly string[] Methods = ["POST", "GET"];
    private static readonly string[] None = [""];

    /// <summary>The state of a reader behind a member of the outermost object.</summary>
    private static readonly JsonReaderState BehindMember = ReadMember();

    /// <returns>To be disposed.</returns>
    /// <exception cref="JsonException">It is no such event.</exception>
    public static FunctionUrlRequest Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The event is no JSON object.");
        var request = FunctionUrlRequest.Rent();
        try
        {
            // A bit for each member below.
            var seen = 0;
            while (ReadName(ref reader))
            {
                if (IsMember(ref reader, "rawPath"u8, 1 << 0, ref seen)) request.RawPath = ReadString(ref reader, Paths) ?? request.RawPath;
                else if (IsMember(ref reader, "rawQueryString"u8, 1 << 1, ref seen)) request.RawQueryString = ReadString(ref reader, None) ?? "";
                else if (IsMember(ref reader, "headers"u8, 1 << 2, ref seen)) ReadHeaders(ref reader, request.Headers);
                else if (IsMember(ref reader, "requestContext"u8, 1 << 3, ref seen)) ReadContext(ref reader, request);
                else if (IsMember(ref reader, "body"u8, 1 << 4, ref seen)) request.Body = ReadBody(ref json, ref reader);
                else if (IsMember(ref reader, "isBase64Encoded"u8, 1 << 5, ref seen)) request.IsBase64Encoded = ReadBoolean(ref reader);
                else reader.Skip();
            }
            // Throws if anything but white space stands behind the object.
            reader.Read();
            return request;
        }
        // InvalidOperationException: a string is not UTF-8, or an escape stands for half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            request.Dispose();
            throw e as JsonException ?? new JsonException("A string of the event cannot be read.", e);
        }
    }

    /// <exception cref="JsonException">It came before: which of the two is meant is not known.</exception>
    private static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, int bit, ref int seen)
    {
        if (!reader.ValueTextEquals(name)) return false;
        if ((seen & bit) != 0) throw new JsonException($"The event has the member {Encoding.ASCII.GetString(name)} twice.");
        seen |= bit;
        return true;
    }

    private static void ReadHeaders(ref Utf8JsonReader reader, RequestHeaders headers)
    {
        if (!Enter(ref reader)) return;
        while (ReadName(ref reader)) headers.Add(ref reader);
    }

    private static void ReadContext(ref Utf8JsonReader reader, FunctionUrlRequest request)
    {
        if (!Enter(ref reader)) return;
        while (ReadName(ref reader))
        {
            if (reader.ValueTextEquals("timeEpoch"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var time)) request.TimeEpoch = time;
                else reader.Skip();
            }
            else if (reader.ValueTextEquals("http"u8))
            {
                if (!Enter(ref reader)) continue;
                while (ReadName(ref reader))
                {
                    if (reader.ValueTextEquals("method"u8)) request.Method = ReadString(ref reader, Methods) ?? "";
                    else reader.Skip();
                }
            }
            else if (reader.ValueTextEquals("authorizer"u8)) ReadAuthorizer(ref reader, request);
            else reader.Skip();
        }
    }

    /// <summary>authorizer.iam.userArn: there if the platform verified a signature.</summary>
    private static void ReadAuthorizer(ref Utf8JsonReader reader, FunctionUrlRequest request)
    {
        if (!Enter(ref reader)) return;
        while (ReadName(ref reader))
        {
            if (!reader.ValueTextEquals("iam"u8))
            {
                reader.Read();
                reader.Skip();
                continue;
            }
            if (!Enter(ref reader)) continue;
            request.IsCallerVerified = true;
            while (ReadName(ref reader))
            {
                var isArn = reader.ValueTextEquals("userArn"u8);
                reader.Read();
                if (isArn && reader.TokenType == JsonTokenType.String) request.SetCallerArn(ref reader);
                else reader.Skip();
            }
        }
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
        json = value[JsonString.Unescape(value, buffer, out var length)..];
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

    /// <returns>False for null.</returns>
    /// <exception cref="JsonException">The value is neither an object nor null.</exception>
    private static bool Enter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null) return reader.TokenType == JsonTokenType.StartObject;
        throw new JsonException($"Expected an object, found {reader.TokenType}.");
    }

    private static bool ReadBoolean(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null) return reader.TokenType == JsonTokenType.True;
        throw new JsonException($"Expected a boolean, found {reader.TokenType}.");
    }

    private static string? ReadString(ref Utf8JsonReader reader, string[] common)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"Expected a string, found {reader.TokenType}.");
        foreach (var value in common)
        {
            if (reader.ValueTextEquals(value)) return value;
        }
        return reader.GetString();
    }
}

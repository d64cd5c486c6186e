using System.Buffers;
using System.Text;
using System.Text.Json;
using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>
/// The code and message of an error response. The code is in the header x-amzn-errortype or in the body's __type or code,
/// there perhaps behind a namespace and # or before a colon. Source: Smithy, AWS JSON 1.0 and 1.1 protocols, operation error serialization.
/// </summary>
internal static class ErrorResponse
{
    /// <summary>A longer body is no error of the service, and not worth the memory of a string.</summary>
    private const int Longest = 64 * 1024;

    /// <summary>The longest of AWS's has half as many.</summary>
    private const int LongestCode = 100;

    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    public static (string? Code, string Message) Read(in HttpResponse response)
    {
        var header = Encoding.UTF8.GetString(response.Header("x-amzn-errortype"u8));
        string? code = header.Length > 0 ? header : null, message = null;
        try
        {
            if (response.Body.Length <= Longest) ReadBody(response.Body.Span, ref code, ref message);
        }
        // InvalidOperationException: a string is not UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A gateway's page, not the service's response: the status is all there is.
        }
        return (Bare(code), message ?? $"HTTP status {response.Status}.");
    }

    private static void ReadBody(ReadOnlySpan<byte> body, ref string? code, ref string? message)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("__type"u8) || reader.ValueTextEquals("code"u8);
            var isMessage = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) reader.Skip();
            else if (isCode) code ??= reader.GetString();
            else if (isMessage) message = ReadMessage(ref reader);
        }
    }

    /// <summary>Null if it is not UTF-8, or holds half of a surrogate pair: the code beside it counts all the same.</summary>
    private static string? ReadMessage(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null if it is no code: it goes into responses and the log as it is.</summary>
    private static string? Bare(string? code)
    {
        if (code is null) return null;
        var bare = code.AsSpan(code.IndexOf('#', StringComparison.Ordinal) + 1);
        var colon = bare.IndexOf(':');
        if (colon >= 0) bare = bare[..colon];
        return bare.Length is > 0 and <= LongestCode && !bare.ContainsAnyExcept(CodeCharacters) ? bare.ToString() : null;
    }
}

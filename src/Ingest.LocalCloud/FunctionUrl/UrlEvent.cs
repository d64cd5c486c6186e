using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using Ingest.LocalCloud.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// Writes a request as an event in payload format 2.0 (Lambda developer guide, urls-invocation):
/// <code>
/// {"version":"2.0","routeKey":"$default","rawPath":…,"rawQueryString":…,"cookies":[…],"headers":{…},
///  "queryStringParameters":{…},"requestContext":{…,"http":{…}},"body":…,"isBase64Encoded":…}
/// </code>
/// <c>cookies</c>, <c>queryStringParameters</c> and <c>body</c> are absent if the request has none.
/// </summary>
internal sealed class UrlEvent(UrlOptions options)
{
    /// <summary>The first label of the URL's domain.</summary>
    public const string ApiId = "local";

    // What a proxy consumes, and what the platform states itself.
    private static readonly HashSet<string> Withheld = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "cookie",
        "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto",
    };

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly LowerCaseNames _names = new();

    /// <summary>Writes the event of a request into <paramref name="output"/>.</summary>
    /// <param name="caller">The access key that signed the request; null if anyone may call.</param>
    public void Write(HttpContext context, ReadOnlySpan<byte> body, string requestId, string traceId, string? caller, PooledBuffer output)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var query = request.QueryString.Length > 0 ? request.QueryString[1..] : "";
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("version"u8, "2.0"u8);
        writer.WriteString("routeKey"u8, "$default"u8);
        var path = RawPath(RequestTarget.ToOriginForm(request.RawTarget));
        writer.WriteString("rawPath"u8, path);
        writer.WriteString("rawQueryString"u8, query);
        WriteCookies(writer, request.Headers);
        WriteHeaders(writer, context, request.Headers, traceId);
        if (query.Length > 0) WriteQuery(writer, query);
        WriteContext(writer, context, request, path, requestId, caller);
        WriteBody(writer, body, request.Headers.ContentType.ToString());
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Bytes of a body as an event carries it: text as it was sent, before JSON escapes any of it, all else in base64.</summary>
    public static int CarriedLength(int length, string? contentType) => TextRule.IsText(contentType ?? "") ? length : Base64.GetMaxEncodedToUtf8Length(length);

    private static ReadOnlySpan<char> RawPath(string target)
    {
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? target : target.AsSpan(0, end);
    }

    private static void WriteCookies(Utf8JsonWriter writer, IHeaderDictionary headers)
    {
        if (headers.Cookie.Count == 0) return;
        writer.WriteStartArray("cookies"u8);
        foreach (var header in headers.Cookie)
        {
            foreach (var cookie in header!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) writer.WriteStringValue(cookie);
        }
        writer.WriteEndArray();
    }

    private void WriteHeaders(Utf8JsonWriter writer, HttpContext context, IHeaderDictionary headers, string traceId)
    {
        writer.WriteStartObject("headers"u8);
        foreach (var header in headers)
        {
            if (Withheld.Contains(header.Key)) continue;
            writer.WritePropertyName(_names.Of(header.Key));
            if (header.Value.Count == 1) writer.WriteStringValue(header.Value[0]);
            else writer.WriteStringValue(string.Join(',', header.Value.ToArray()));
        }
        writer.WriteString("x-amzn-trace-id"u8, traceId);
        writer.WriteString("x-forwarded-for"u8, "127.0.0.1"u8);
        writer.WriteString("x-forwarded-port"u8, context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("x-forwarded-proto"u8, "http"u8);
        writer.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter writer, string query)
    {
        writer.WriteStartObject("queryStringParameters"u8);
        foreach (var (name, value) in QueryParameters.Join(query)) writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private void WriteContext(Utf8JsonWriter writer, HttpContext context, IHttpRequestFeature request, ReadOnlySpan<char> path, string requestId, string? caller)
    {
        var now = options.Time.GetUtcNow();
        Span<byte> time = stackalloc byte[32];
        now.TryFormat(time, out var timeLength, "dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);

        writer.WriteStartObject("requestContext"u8);
        // Without IAM the caller is nobody's account (seen in events of AuthType NONE).
        writer.WriteString("accountId"u8, caller is null ? "anonymous" : Lambda.FunctionArn.Account);
        writer.WriteString("apiId"u8, ApiId);
        if (caller is not null) WriteCaller(writer, caller);
        writer.WriteString("domainName"u8, request.Headers.Host.ToString());
        writer.WriteString("domainPrefix"u8, ApiId);
        writer.WriteStartObject("http"u8);
        writer.WriteString("method"u8, request.Method);
        writer.WriteString("path"u8, path);
        writer.WriteString("protocol"u8, request.Protocol);
        writer.WriteString("sourceIp"u8, context.Connection.RemoteIpAddress is { } ip && !System.Net.IPAddress.IsLoopback(ip) ? ip.ToString() : "127.0.0.1");
        writer.WriteString("userAgent"u8, request.Headers.UserAgent.ToString());
        writer.WriteEndObject();
        writer.WriteString("requestId"u8, requestId);
        writer.WriteString("routeKey"u8, "$default"u8);
        writer.WriteString("stage"u8, "$default"u8);
        writer.WriteString("time"u8, time[..timeLength]);
        writer.WriteNumber("timeEpoch"u8, now.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static void WriteCaller(Utf8JsonWriter writer, string accessKey)
    {
        writer.WriteStartObject("authorizer"u8);
        writer.WriteStartObject("iam"u8);
        writer.WriteString("accessKey"u8, accessKey);
        writer.WriteString("accountId"u8, Lambda.FunctionArn.Account);
        writer.WriteString("callerId"u8, accessKey);
        writer.WriteNull("cognitoIdentity"u8);
        writer.WriteNull("principalOrgId"u8);
        writer.WriteString("userArn"u8, $"arn:aws:iam::{Lambda.FunctionArn.Account}:user/local");
        writer.WriteString("userId"u8, accessKey);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, ReadOnlySpan<byte> body, string contentType)
    {
        var text = TextRule.IsText(contentType);
        if (body.Length > 0)
        {
            // Bytes that are no UTF-8 become U+FFFD, as they do behind the real URL.
            if (text) writer.WriteString("body"u8, body);
            else writer.WriteBase64String("body"u8, body);
        }
        writer.WriteBoolean("isBase64Encoded"u8, body.Length > 0 && !text);
    }

    /// <summary>Header names as JSON, each lowered and encoded once; strangers' names are not remembered without bound.</summary>
    private sealed class LowerCaseNames
    {
        private const int Limit = 512;
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, JsonEncodedText> _known = new(StringComparer.Ordinal);

        public JsonEncodedText Of(string name)
        {
            if (_known.TryGetValue(name, out var known)) return known;
#pragma warning disable CA1308 // The payload format wants lower case.
            var encoded = JsonEncodedText.Encode(name.ToLowerInvariant(), WriterOptions.Encoder);
#pragma warning restore CA1308
            if (_known.Count < Limit) _known[name] = encoded;
            return encoded;
        }
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Ingest.LocalCloud.FunctionUrl;
using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Signatures;

namespace Ingest.LocalCloud.Console;

/// <summary>
/// <c>POST /api/send</c>: {"path":"v1/events","contentType":"application/json","headers":{"x-api-key":"…"},"body":"…"} goes to the
/// Function URL as any producer's request does, signed if the URL asks for that. What comes back: {"status","ms","requestId",
/// "headers","body","records":[…],"items":[…]}: the response, and where its events are in stream and table.
/// </summary>
internal sealed class EventSender(ConsoleSources sources)
{
    private const int LongestRequest = 7 << 20;

    // More than a function may run for locally by far.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(16);

    private readonly LandedEvents _landed = new(sources);

    /// <exception cref="ConsoleRequestException">The request is not as above, or the URL did not respond.</exception>
    public async Task<Action<Utf8JsonWriter>> SendAsync(HttpRequest request, CancellationToken cancellation)
    {
        // A page of another origin may send any of the other types without being asked first (Fetch standard, no-cors).
        if (!request.HasJsonContentType()) throw new ConsoleRequestException(StatusCodes.Status415UnsupportedMediaType, "What is to be sent comes as application/json");
        using var given = await BoundedBody.ReadAsync(request, LongestRequest) ?? throw new ConsoleRequestException(StatusCodes.Status413PayloadTooLarge, $"What is to be sent takes at most {LongestRequest} bytes");
        using var message = Read(given.Memory, out var body);
        var (before, from, started) = (_landed.Now(), sources.Options.Time.GetUtcNow(), sources.Options.Time.GetTimestamp());
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = LongestWait };
        try
        {
            using var response = await http.SendAsync(message, cancellation);
            var content = await response.Content.ReadAsByteArrayAsync(cancellation);
            var took = sources.Options.Time.GetElapsedTime(started);
            var requestId = response.Headers.TryGetValues("x-amzn-RequestId", out var ids) ? ids.First() : "";
            var landed = _landed.Find(before, from, requestId, body);
            return json =>
            {
                json.WriteStartObject();
                json.WriteNumber("status", (int)response.StatusCode);
                json.WriteNumber("ms", Math.Round(took.TotalMilliseconds, 1));
                json.WriteString("requestId", requestId);
                json.WriteStartObject("headers");
                foreach (var (name, values) in response.Headers.Concat(response.Content.Headers)) json.WriteString(name, string.Join(", ", values));
                json.WriteEndObject();
                json.WriteString("body", Encoding.UTF8.GetString(content));
                landed(json);
                json.WriteEndObject();
            };
        }
        catch (HttpRequestException e)
        {
            throw new ConsoleRequestException(StatusCodes.Status502BadGateway, $"The URL did not respond: {e.Message}");
        }
    }

    private HttpRequestMessage Read(ReadOnlyMemory<byte> json, out byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var path = Text(root, "path") ?? "v1/events";
            // Beginning with a slash or a scheme it could name another host.
            var url = new Uri(sources.Url, "/" + path.TrimStart('/'));
            if (url.Authority != sources.Url.Authority) throw new ConsoleRequestException(StatusCodes.Status400BadRequest, $"path is one of the function's, not '{path}'");
            body = Encoding.UTF8.GetBytes(Text(root, "body") ?? "");
            var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            if (Text(root, "contentType") is { Length: > 0 } type && !message.Content.Headers.TryAddWithoutValidation("Content-Type", type))
                throw new ConsoleRequestException(StatusCodes.Status400BadRequest, $"contentType '{type}' cannot be sent");
            if (root.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
            {
                foreach (var header in headers.EnumerateObject()) Add(message, header.Name, header.Value.ToString());
            }
            if (sources.Options.AuthType == FunctionUrlAuthType.AwsIam) Sign(message, body);
            return message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or UriFormatException)
        {
            throw new ConsoleRequestException(StatusCodes.Status400BadRequest, $"What is to be sent is an object with body, and perhaps path, contentType and headers: {e.Message}");
        }
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (name.AsSpan().IndexOfAny("\r\n: ") >= 0 || value.AsSpan().IndexOfAny('\r', '\n') >= 0
            || (!message.Headers.TryAddWithoutValidation(name, value) && !message.Content!.Headers.TryAddWithoutValidation(name, value)))
        {
            throw new ConsoleRequestException(StatusCodes.Status400BadRequest, $"The header '{name}' cannot be sent");
        }
    }

    private void Sign(HttpRequestMessage message, byte[] body)
    {
        var timestamp = sources.Options.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var (scope, hash) = ($"{timestamp[..8]}/{sources.Options.Region}/lambda/aws4_request", Convert.ToHexStringLower(SHA256.HashData(body)));
        string[] signed = ["host", "x-amz-content-sha256", "x-amz-date"];
        var headers = new HeaderDictionary { ["host"] = message.RequestUri!.Authority, ["x-amz-content-sha256"] = hash, ["x-amz-date"] = timestamp };
        var signature = CanonicalRequest.Sign("POST", message.RequestUri.PathAndQuery, headers, signed, body, timestamp, scope, sources.Options.SecretAccessKey);
        message.Headers.Add("x-amz-content-sha256", hash);
        message.Headers.Add("x-amz-date", timestamp);
        message.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential={sources.Options.AccessKeyId}/{scope}, SignedHeaders={string.Join(';', signed)}, Signature={signature}");
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}

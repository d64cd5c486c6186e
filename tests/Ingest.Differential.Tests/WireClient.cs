using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ingest.Differential.Tests;

/// <summary>A response as it came over the wire; <see cref="Json"/> is null for a body that is empty or no JSON.</summary>
internal sealed record WireResponse(int Status, string? ContentType, string Body, JsonNode? Json)
{
    public string? ErrorType => Status == 200 ? null : (Json as JsonObject)?["__type"]?.GetValue<string>();
}

/// <summary>Sends recorded requests to one side and remembers what that side's responses captured.</summary>
internal sealed partial class WireClient(Uri endpoint, string targetPrefix, string contentType) : IDisposable
{
    // Recordings hold what is sent, not an escaped form of it.
    private static readonly JsonSerializerOptions Literal = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HttpClient _http = new() { BaseAddress = endpoint };
    private readonly Dictionary<string, string> _captured = [];

    public void Dispose() => _http.Dispose();

    public async Task<WireResponse> SendAsync(RecordedRequest request)
    {
        for (var attempt = 0; ; attempt++)
        {
            var response = await SendOnceAsync(request);
            if (request.Until is not { } until || At(response.Json, until.Path) == until.Is)
            {
                foreach (var (name, path) in request.Capture ?? []) _captured[name] = At(response.Json, path) ?? throw new InvalidOperationException($"{request.Call}: nothing at {path} in {response.Body}");
                return response;
            }
            if (attempt == 500) throw new TimeoutException($"{request.Call} at {endpoint}: {until.Path} never was {until.Is}; the last response was {response.Body}");
            await Task.Delay(10);
        }
    }

    private async Task<WireResponse> SendOnceAsync(RecordedRequest request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/");
        var now = DateTimeOffset.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string?>
        {
            ["X-Amz-Target"] = targetPrefix + request.Call,
            ["X-Amz-Date"] = now,
            ["Authorization"] = $"AWS4-HMAC-SHA256 Credential=AKID/{now[..8]}/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature={new string('0', 64)}",
            ["Content-Type"] = contentType,
        };
        foreach (var (name, value) in request.Headers ?? []) headers[name] = value;
        var body = request.Raw ?? request.Body?.ToJsonString(Literal) ?? "{}";
        message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Variable().Replace(body, match => Expand(match.Groups["name"].Value))));
        foreach (var (name, value) in headers)
        {
            if (value is null) continue;
            if (name == "Content-Type") message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else message.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _http.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        return new WireResponse((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, Parse(text));
    }

    private string Expand(string name)
    {
        var times = name.IndexOf('*', StringComparison.Ordinal);
        return times < 0 ? _captured[name] : string.Concat(Enumerable.Repeat(name[..times], int.Parse(name[(times + 1)..], CultureInfo.InvariantCulture)));
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? At(JsonNode? node, string path)
    {
        foreach (var step in path.Split('.'))
        {
            node = node switch
            {
                JsonObject members => members[step],
                JsonArray items when int.Parse(step, CultureInfo.InvariantCulture) is var index && index < items.Count => items[index],
                _ => null,
            };
        }
        return node?.ToString();
    }

    [GeneratedRegex(@"<<(?<name>.+?)>>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}

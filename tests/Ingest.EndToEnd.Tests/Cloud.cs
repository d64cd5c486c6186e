using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Ingest.EndToEnd.Tests;

/// <summary>The compiled function behind a Function URL, with sinks, on free ports; everything ends with it.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private readonly LocalCloudHost _host;
    private readonly HttpClient _http;
    private readonly SinkReader _reader;

    private Cloud(LocalCloudHost host)
    {
        _host = host;
        _http = new HttpClient { BaseAddress = host.FunctionUrl };
        _reader = new SinkReader(host.AwsEndpoint, host.AwsEndpoint);
    }

    public LocalCloudHost Host => _host;

    public static async Task<Cloud> StartAsync(Func<LocalCloudOptions, LocalCloudOptions>? configure = null) => new(await NativeCloud.StartAsync(configure));

    public Task<UrlResponse> PostAsync(string body, string type = "application/json") => PostAsync(Encoding.UTF8.GetBytes(body), type);

    public async Task<UrlResponse> PostAsync(byte[] body, string? type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = content };
        return await SendAsync(request);
    }

    /// <summary>Posts until the function asks a sink again that was away: of 200 POSTs one does, whatever the clock says (<c>CircuitBreaker</c>).</summary>
    /// <returns>The first response that is no refusal for that; the last refusal if there is none.</returns>
    public async Task<UrlResponse> PostUntilAskedAsync(string body)
    {
        const int MostRefusals = 200;
        UrlResponse response;
        var posts = 0;
        do response = await PostAsync(body);
        while (response.Outcome == "unavailable" && ++posts <= MostRefusals);
        return response;
    }

    public async Task<UrlResponse> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return new UrlResponse(response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Every record of the stream, shard by shard, in the order of each shard.</summary>
    public async Task<List<JsonObject>> RecordsAsync() =>
        (await _reader.RecordsAsync(_host.Options.StreamName)).ConvertAll(r => JsonNode.Parse(r.Data)!.AsObject());

    public Task<List<Dictionary<string, AttributeValue>>> ItemsAsync() => _reader.ItemsAsync(_host.Options.TableName);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _reader.Dispose();
        await _host.DisposeAsync();
    }
}

/// <summary>What a producer gets.</summary>
internal sealed class UrlResponse(HttpResponseMessage response, string text)
{
    public HttpStatusCode Status { get; } = response.StatusCode;

    public string Text { get; } = text;

    public string? Type { get; } = response.Content.Headers.ContentType?.MediaType;

    public string? Outcome { get; } = response.Headers.TryGetValues("ingest-outcome", out var values) ? values.Single() : null;

    public string? Allow { get; } = response.Content.Headers.Allow.Count > 0 ? string.Join(", ", response.Content.Headers.Allow) : null;

    public TimeSpan? RetryAfter { get; } = response.Headers.RetryAfter?.Delta;

    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();
}

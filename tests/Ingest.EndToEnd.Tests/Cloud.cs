using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Ingest.LocalCloud;

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

    public static async Task<Cloud> StartAsync(Func<LocalCloudOptions, LocalCloudOptions>? configure = null)
    {
        var options = new LocalCloudOptions
        {
            FunctionPath = FunctionPath(),
            UrlPort = 0,
            ConsolePort = 0,
            AwsPort = 0,
            // Machines under load are slow; a test that wants a limit to be reached sets it.
            Timeout = TimeSpan.FromSeconds(60),
            InitTimeout = TimeSpan.FromSeconds(60),
        };
        return new Cloud(await LocalCloudHost.StartAsync(configure?.Invoke(options) ?? options, CancellationToken.None));
    }

    /// <summary>A valid event of this moment.</summary>
    public static string Event(string device, string id, string extra = "") =>
        $$"""{"deviceId":"{{device}}","id":"{{id}}","time":"{{TimeProvider.System.GetUtcNow():O}}","values":{"temperature":21.5}{{extra}}}""";

    public Task<Answer> PostAsync(string body, string type = "application/json") => PostAsync(Encoding.UTF8.GetBytes(body), type);

    public async Task<Answer> PostAsync(byte[] body, string? type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = content };
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Every record of the stream, shard by shard, in the order of each shard.</summary>
    public async Task<List<JsonObject>> RecordsAsync() =>
        (await _reader.RecordsAsync("telemetry")).ConvertAll(r => JsonNode.Parse(r.Data)!.AsObject());

    public Task<List<Dictionary<string, AttributeValue>>> ItemsAsync() => _reader.ItemsAsync("telemetry");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _reader.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>The native function that ./ingest publish made, or the one that INGEST_FUNCTION names.</summary>
    public static string FunctionPath()
    {
        if (Environment.GetEnvironmentVariable("INGEST_FUNCTION") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Ingest.sln"))) continue;
            var path = Path.Combine(folder.FullName, "artifacts", "function", "bootstrap");
            return File.Exists(path) ? path : throw new FileNotFoundException("The native function is missing; run ./ingest publish.", path);
        }
        throw new DirectoryNotFoundException("Ingest.sln is not above the tests.");
    }
}

/// <summary>What a producer gets.</summary>
internal sealed class Answer(HttpResponseMessage response, string text)
{
    public HttpStatusCode Status { get; } = response.StatusCode;

    public string Text { get; } = text;

    public string? Type { get; } = response.Content.Headers.ContentType?.MediaType;

    public string? Outcome { get; } = response.Headers.TryGetValues("ingest-outcome", out var values) ? values.Single() : null;

    public string? Allow { get; } = response.Content.Headers.Allow.Count > 0 ? string.Join(", ", response.Content.Headers.Allow) : null;

    public TimeSpan? RetryAfter { get; } = response.Headers.RetryAfter?.Delta;

    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();
}

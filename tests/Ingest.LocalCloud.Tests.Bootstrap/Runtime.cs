using System.Text;

namespace Ingest.LocalCloud.Tests.Bootstrap;

/// <summary>The runtime API's requests, as they are.</summary>
internal sealed class Runtime(string api) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{api}/2018-06-01/"), Timeout = Timeout.InfiniteTimeSpan };

    public async Task<(HttpResponseMessage Response, string Event)> NextAsync()
    {
        var response = await _http.GetAsync(new Uri("runtime/invocation/next", UriKind.Relative));
        return (response, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, string Body)> PostAsync(string path, string body, string? errorType = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8) };
        if (errorType is not null) request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<string> GetStringAsync(Uri uri) => _http.GetStringAsync(uri);

    public void Dispose() => _http.Dispose();

    /// <summary>Writes one record to the stream with the credentials of this environment; the local endpoint looks at the key alone.</summary>
    public async Task<string> PutRecordAsync(string data)
    {
        var endpoint = new Uri(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_KINESIS")!);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new StringContent($$"""{"StreamName":"{{Environment.GetEnvironmentVariable("STREAM_NAME")}}","PartitionKey":"a","Data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(data))}}"}""", Encoding.UTF8, "application/x-amz-json-1.1"),
        };
        var now = DateTimeOffset.UtcNow;
        var key = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID");
        request.Headers.Add("X-Amz-Target", "Kinesis_20131202.PutRecord");
        request.Headers.Add("X-Amz-Date", now.ToString("yyyyMMdd'T'HHmmss'Z'"));
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={key}/{now:yyyyMMdd}/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00");
        using var response = await _http.SendAsync(request);
        return $"{(int)response.StatusCode}";
    }

    /// <summary>Registers an internal extension for <paramref name="events"/> (comma-separated) and prints those it gets.</summary>
    public async Task RegisterExtensionAsync(string events)
    {
        var root = $"http://{api}/2020-01-01/extension/";
        using var register = new HttpRequestMessage(HttpMethod.Post, new Uri(root + "register"))
        {
            Content = new StringContent($$"""{"events":[{{string.Join(',', events.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(e => $"\"{e}\""))}}]}"""),
        };
        register.Headers.Add("Lambda-Extension-Name", "internal");
        using var registered = await _http.SendAsync(register);
        var id = registered.Headers.GetValues("Lambda-Extension-Identifier").Single();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var next = new HttpRequestMessage(HttpMethod.Get, new Uri(root + "event/next"));
                next.Headers.Add("Lambda-Extension-Identifier", id);
                using var response = await _http.SendAsync(next);
                Console.WriteLine("extension " + await response.Content.ReadAsStringAsync());
            }
        });
    }
}

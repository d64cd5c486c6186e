using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Ingest.Perf.LocalCloud;

namespace Ingest.Perf.Outage;

/// <summary>A POST's end.</summary>
/// <param name="Due">When it was to be sent, from the start of the run.</param>
/// <param name="Status">0: no response.</param>
/// <param name="IsFunctions">The function's own response, not the platform's.</param>
/// <param name="Milliseconds">From <paramref name="Due"/> to the response.</param>
internal readonly record struct OutagePost(TimeSpan Due, int Status, bool IsFunctions, double Milliseconds);

/// <summary>Open-loop load through the beginning and the end of a fault: what is due is sent, whatever is still under way.</summary>
internal sealed class OutageRun
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<OutagePost> _posts = new();

    public TimeSpan FaultBegan { get; private set; }

    public TimeSpan FaultEnded { get; private set; }

    public int Environments { get; private set; }

    public IEnumerable<OutagePost> Refusals => _posts.Where(post => post.IsFunctions && post.Status is 429 or 503 && post.Due >= FaultBegan && post.Due < FaultEnded);

    public int ByPlatform => _posts.Count(post => post is { Status: 429, IsFunctions: false });

    public TimeSpan Recovery => _posts.Where(post => post.Status != 202 && post.Due >= FaultEnded)
        .Select(post => post.Due + TimeSpan.FromMilliseconds(post.Milliseconds) - FaultEnded).DefaultIfEmpty(TimeSpan.Zero).Max();

    public static async Task<OutageRun> RunAsync(LocalCloudProcess cloud, string fault, int rate, TimeSpan outage, CancellationToken cancellation)
    {
        var run = new OutageRun();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 4_000 };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        var started = Stopwatch.GetTimestamp();
        var posting = run.SendAsync(http, new Uri(cloud.FunctionUrl, "v1/events"), rate, Before + outage + After, started, cancellation);
        await Task.Delay(Before, cancellation);
        using var definition = new StringContent(JsonSerializer.Serialize(fault), Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri(cloud.ConsoleUrl, "faults"), definition, cancellation)).EnsureSuccessStatusCode();
        run.FaultBegan = Stopwatch.GetElapsedTime(started);
        await Task.Delay(outage, cancellation);
        (await http.DeleteAsync(new Uri(cloud.ConsoleUrl, "faults"), cancellation)).EnsureSuccessStatusCode();
        run.FaultEnded = Stopwatch.GetElapsedTime(started);
        await posting;
        using var summary = JsonDocument.Parse(await http.GetStringAsync(new Uri(cloud.ConsoleUrl, "api/summary"), cancellation));
        run.Environments = summary.RootElement.GetProperty("environments").GetArrayLength();
        return run;
    }

    private async Task SendAsync(HttpClient http, Uri url, int rate, TimeSpan length, long started, CancellationToken cancellation)
    {
        var tasks = new List<Task>();
        for (var n = 0; TimeSpan.FromSeconds((double)n / rate) is var due && due < length; n++)
        {
            if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait) await Task.Delay(wait, cancellation);
            tasks.Add(PostAsync(http, url, n, due, started, cancellation));
        }
        await Task.WhenAll(tasks);
    }

    private async Task PostAsync(HttpClient http, Uri url, int number, TimeSpan due, long started, CancellationToken cancellation)
    {
        var body = SampleEvents.Body(1, number, DateTimeOffset.UtcNow);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var response = await http.PostAsync(url, content, cancellation);
            await response.Content.ReadAsByteArrayAsync(cancellation);
            Note((int)response.StatusCode, response.Headers.Contains("ingest-outcome"));
        }
        catch (HttpRequestException)
        {
            Note(0, false);
        }

        void Note(int status, bool isFunctions) => _posts.Enqueue(new OutagePost(due, status, isFunctions, (Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds));
    }
}

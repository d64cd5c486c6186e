namespace Ingest.LocalCloud.Tests;

/// <summary>A local cloud on free ports around the tests' own function, and a client for its URL.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private Cloud(LocalCloudHost host)
    {
        Host = host;
        Http = new HttpClient { BaseAddress = host.FunctionUrl };
        ConsoleHttp = new HttpClient { BaseAddress = host.ConsoleUrl };
    }

    public LocalCloudHost Host { get; }

    public HttpClient Http { get; }

    public HttpClient ConsoleHttp { get; }

    public FunctionTotals Totals => Host.Metrics.ReadTotals();

    public static LocalCloudOptions Options { get; } = new()
    {
        FunctionPath = Path.Combine(AppContext.BaseDirectory, "Ingest.LocalCloud.Tests.Bootstrap"),
        UrlPort = 0,
        ConsolePort = 0,
        AwsPort = 0,
        // Machines under load start a process slowly; a test that wants a limit sets it.
        Timeout = TimeSpan.FromSeconds(60),
        InitTimeout = TimeSpan.FromSeconds(60),
        Environment = Runtime(),
    };

    public static async Task<Cloud> StartAsync(Func<LocalCloudOptions, LocalCloudOptions>? configure = null)
    {
        var options = configure is null ? Options : configure(Options);
        return new Cloud(await LocalCloudHost.StartAsync(options, CancellationToken.None));
    }

    public static LocalCloudOptions WithVariable(LocalCloudOptions options, string name, string value) =>
        options with { Environment = new Dictionary<string, string>(options.Environment) { [name] = value } };

    public Task<HttpResponseMessage> PostAsync(string path, string body, string? contentType = "application/json") =>
        Http.PostAsync(new Uri(path, UriKind.Relative), Content(body, contentType));

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>Waits until the log holds a line that contains <paramref name="text"/>.</summary>
    public async Task<LogLine> LineAsync(string text)
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (Host.Logs.Read(0, 1000).FirstOrDefault(l => l.Text.Contains(text, StringComparison.Ordinal)) is { } line) return line;
            giveUp.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        ConsoleHttp.Dispose();
        await Host.DisposeAsync();
    }

    private static ByteArrayContent Content(string body, string? contentType)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    // Where .NET is not installed in its default place, the tests' function has to be told as we were.
    private static Dictionary<string, string> Runtime() => Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root
        ? new() { ["DOTNET_ROOT"] = root }
        : [];
}

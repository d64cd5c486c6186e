namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>The function with a stream and a table of its own in some sinks.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly IAsyncDisposable _function;
    private readonly Func<byte[], string?, Task<UrlResponse>> _post;

    private Deployment(Sinks sinks, string name, IAsyncDisposable function, Func<byte[], string?, Task<UrlResponse>> post) =>
        (Sinks, Name, _function, _post) = (sinks, name, function, post);

    public Sinks Sinks { get; }

    /// <summary>Of the stream and of the table.</summary>
    public string Name { get; }

    public static async Task<Deployment> StartAsync(Sinks sinks, Hosting hosting, TimeSpan timeout, (string Name, string Value)[] settings)
    {
        var name = $"telemetry-{Guid.NewGuid():N}";
        await sinks.EnsureRunningAsync();
        await sinks.CreateStreamAsync(name);
        await sinks.CreateTableAsync(name);
        var variables = new Dictionary<string, string> { ["STREAM_NAME"] = name, ["TABLE_NAME"] = name };
        foreach (var (variable, value) in settings) variables[variable] = value;
        if (hosting == Hosting.InProcess)
        {
            var function = new InProcessFunction(sinks, variables, timeout);
            return new Deployment(sinks, name, function, function.PostAsync);
        }
        var cloud = await Cloud.StartAsync(o => o with { KinesisEndpoint = sinks.KinesisEndpoint, DynamoDbEndpoint = sinks.DynamoDbEndpoint, Environment = variables, Timeout = timeout });
        return new Deployment(sinks, name, cloud, cloud.PostAsync);
    }

    public Task<UrlResponse> PostAsync(string body, string? type = "application/json") => _post(Encoding.UTF8.GetBytes(body), type);

    public Task<UrlResponse> PostAsync(IEnumerable<string> events) => PostAsync($"[{string.Join(',', events)}]");

    public Task<List<ReadRecord>> RecordsAsync() => Sinks.Reader.RecordsAsync(Name);

    public Task<List<Dictionary<string, AttributeValue>>> ItemsAsync() => Sinks.Reader.ItemsAsync(Name);

    /// <summary>A fault of this deployment's stream or table alone.</summary>
    /// <returns>Its id, to remove it by.</returns>
    public string Inject(string target, string kind, string parameters)
    {
        var resource = target == "kinesis" ? "stream" : "table";
        var fault = FaultParser.Parse($"{target}:{kind}:{parameters},{resource}={Name}", out var error) ?? throw new ArgumentException(error, nameof(parameters));
        return Sinks.Faults!.Add(fault).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _function.DisposeAsync();
        await Sinks.DeleteAsync(Name);
    }
}

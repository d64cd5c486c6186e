using Amazon.Lambda.RuntimeSupport.Bootstrap;

namespace Amazon.Lambda.Tests.RuntimeSupport;

/// <summary>The real loop on a loopback runtime API, with a clock, an environment and a log of its own.</summary>
internal sealed class RuntimeLoop(LoopbackRuntimeApi api, LambdaBootstrapHandler handler) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private LambdaBootstrap? _bootstrap;

    public Dictionary<string, string> Environment { get; init; } = [];

    public LambdaBootstrapInitializer? Initializer { get; init; }

    public ILambdaSerializer? Serializer { get; init; }

    public ManualTimeProvider Time { get; } = new();

    public StringWriter Log { get; } = new();

    public Task Running { get; private set; } = Task.CompletedTask;

    public RuntimeLoop Start()
    {
        _bootstrap = new LambdaBootstrap(
            handler,
            Initializer!,
            httpClient: null!,
            new LambdaBootstrapOptions { RuntimeApiEndpoint = api.Endpoint },
            Serializer!,
            new ExecutionEnvironment(Environment.GetValueOrDefault),
            Time,
            TextWriter.Synchronized(Log));
        Running = _bootstrap.RunAsync(_stop.Token);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // A loop that ended with an error has been judged by its test.
        await Running.WaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _bootstrap?.Dispose();
        _stop.Dispose();
        await Log.DisposeAsync();
    }
}

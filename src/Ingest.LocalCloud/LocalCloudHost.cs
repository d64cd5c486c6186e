using Ingest.LocalCloud.Console;
using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.FunctionUrl;
using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Lambda;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Services.CloudWatch;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;
using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud;

/// <summary>The whole local cloud in this process: the Function URL, the function's environments, the AWS endpoint and the console.</summary>
internal sealed class LocalCloudHost : IAsyncDisposable
{
    private readonly List<LoopbackServer> _servers = [];

    private LocalCloudHost(LocalCloudOptions options)
    {
        Options = options;
        Faults = new FaultRegistry(new Random(options.FaultSeed), options.Time);
        foreach (var fault in options.Faults) Faults.Add(fault);
        Aws = new AwsEndpoint(new AwsOptions
        {
            Region = options.Region,
            AccountId = FunctionArn.Account,
            PrincipalOf = key => key.StartsWith(EnvironmentHost.AccessKeyPrefix, StringComparison.Ordinal) ? options.Role : null,
            Kinesis = new KinesisOptions { FunctionStream = options.StreamName, FunctionEndpoint = options.KinesisEndpoint },
            DynamoDb = new DynamoDbOptions { FunctionTable = options.TableName, FunctionEndpoint = options.DynamoDbEndpoint },
        }, options.Time, Faults);
        Metrics = new FunctionMetrics(options, Aws.Metrics);
    }

    public LocalCloudOptions Options { get; }

    public Uri FunctionUrl { get; private set; } = null!;

    /// <summary>What was deployed, with the addresses that it has; null: no template was.</summary>
    public Stack? Stack { get; private set; }

    public Uri ConsoleUrl { get; private set; } = null!;

    public Uri AwsEndpoint { get; private set; } = null!;

    /// <summary>The emulated services: what the function wrote can be read here.</summary>
    public AwsEndpoint Aws { get; }

    /// <summary>The faults in force, on the URL, the function and its sinks.</summary>
    public FaultRegistry Faults { get; }

    public FunctionMetrics Metrics { get; }

    public LogRing Logs { get; } = new(capacity: 2000);

    /// <summary>What was refused at the URL, and why.</summary>
    public RejectionLog Rejections { get; } = new();

    public LambdaFunction Function { get; private set; } = null!;

    /// <summary>Listens on every port; the function's environments start with the first request.</summary>
    /// <exception cref="PortInUseException">A port is taken.</exception>
    /// <exception cref="FunctionPathException">The path names no executable file.</exception>
    public static async Task<LocalCloudHost> StartAsync(LocalCloudOptions options, CancellationToken cancellation)
    {
        FunctionPathException.ThrowIfUnusable(options.FunctionPath);
        // Now, and not when the first request is waiting.
        if (options.CpuLikeLambda) CpuShare.Create($"ingest-{Environment.ProcessId}-0", options.MemorySize).Dispose();
        var host = new LocalCloudHost(options);
        try
        {
            await host.ListenAsync(cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Function is not null) await Function.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
        await Rejections.DisposeAsync();
        foreach (var store in Aws.Stores.OfType<IDisposable>()) store.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        CreateSinks();
        AwsEndpoint = await ListenAsync(Options.AwsPort, "--aws-port", Aws.HandleAsync, cancellation);
        var metricsInLogs = new EmfLogSink(new EmfExtractor(Aws.Metrics), Options.Terminal);
        Function = new LambdaFunction(Options, AwsEndpoint, Metrics, Faults, [metricsInLogs, Logs]);
        Faults.KillEnvironment = Function.Environments.Kill;
        FunctionUrl = await ListenAsync(Options.UrlPort, "--url-port", new UrlEndpoint(Options, Function, Metrics, Faults, Rejections).HandleAsync, cancellation);
        if (Options.Stack is { } stack) Watch(Stack = stack.Serving(FunctionUrl));
        var first = new FirstEvent(Options);
        var console = new ConsoleEndpoint(new ConsoleSources(Options, Aws, Function, Metrics, Logs, Faults, Rejections, Stack, FunctionUrl, AwsEndpoint) { WhoMayPost = first.WhoMayPost(), Auth = first.Auth, DeviceId = first.DeviceId });
        ConsoleUrl = await ListenAsync(Options.ConsolePort, "--console-port", console.HandleAsync, cancellation);
    }

    private void CreateSinks()
    {
        foreach (var stream in Options.Streams ?? [new StreamDefinition(Options.StreamName)]) Aws.Kinesis.Create(stream);
        var table = new TableDefinition(Options.TableName, new KeyAttribute("deviceId", "S"), new KeyAttribute("sk", "S"), null) { TimeToLive = "expiresAt" };
        foreach (var definition in Options.Tables ?? [table]) Aws.DynamoDb.Create(definition);
    }

    private void Watch(Stack stack)
    {
        Aws.Metrics.Alarms.Changed = change =>
        {
            foreach (var line in AlarmLines.Of(change))
            {
                // That all is well with a new alarm is no news.
                if (change is not { Before: AlarmState.InsufficientData, Alarm.State: AlarmState.Ok }) Options.Terminal.WriteLine(line);
                Logs.Write(change.Time, AlarmLines.LogStream, line);
            }
        };
        foreach (var alarm in stack.Alarms) Aws.Metrics.Alarms.Put(alarm);
        foreach (var (name, body) in stack.Dashboards) Aws.Metrics.Dashboards.Put(name, body);
    }

    private async Task<Uri> ListenAsync(int port, string flag, RequestDelegate handler, CancellationToken cancellation)
    {
        try
        {
            var server = await LoopbackServer.StartAsync(port, handler, cancellation);
            _servers.Add(server);
            return server.Address;
        }
        catch (IOException e)
        {
            throw new PortInUseException(port, flag, e);
        }
    }
}

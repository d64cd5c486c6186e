using Ingest.Function;
using Ingest.Function.Aws;
using Ingest.Function.Http;
using Ingest.Function.Logging;
using Ingest.Function.Metrics;
using Ingest.Function.Runtime;
using Ingest.Function.Sdk;
using Ingest.Function.Settings;
using Ingest.Function.Sinks;

var time = TimeProvider.System;
var log = new LogWriter(Console.OpenStandardOutput(), time);
var metrics = new IngestMetrics(log, time);
// Set by Lambda Managed Instances, where invocations run side by side; RuntimeSupport reads the same variable.
var concurrency = int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY"), out var most) && most > 1 ? most : 1;

var api = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")
    ?? throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: Lambda sets it to the host:port of the runtime API.");
var endpoint = new HttpEndpoint(new Uri($"http://{api}/"));

if (SinkTransport.IsDirect) await RunDirectAsync();
else await RunSdkAsync();

async Task RunDirectAsync()
{
    if (concurrency == 1) ProcessTuning.ServeSocketsOnOneThread();
    ProcessTuning.LimitHeap(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
    using var shutdown = new ShutdownSignal(endpoint, metrics.Flush);
    await new RuntimeLoop(endpoint, concurrency, time, log, metrics).RunAsync(async () =>
    {
        var settings = IngestSettings.Read(Environment.GetEnvironmentVariable);
        var environment = new AwsEnvironment(Environment.GetEnvironmentVariable);
        var transports = new DirectTransports(environment, environment.Credentials(time), time);
        var function = Compose(settings, transports, log, metrics);
        var connecting = Task.WhenAll(transports.ConnectAsync(log), shutdown.RegisterAsync(log));
        // A function of its own, without a log: what its event meets is no news, and says nothing about the sinks.
        var silent = new LogWriter(null, time);
        await Priming.RunAsync(Compose(settings, transports.ForPriming(), silent, new IngestMetrics(silent, time)).HandleAsync, time);
        await connecting;
        return function.HandleAsync;
    });
}

async Task RunSdkAsync()
{
    using var shutdown = new ShutdownSignal(endpoint, metrics.Flush);
    await SdkProgram.RunAsync(async () =>
    {
        try
        {
            var function = Compose(IngestSettings.Read(Environment.GetEnvironmentVariable), new SdkTransports(), log, metrics);
            await shutdown.RegisterAsync(log);
            return function.HandleAsync;
        }
        // RuntimeSupport reports it, but logs neither its frames nor the build.
        catch (Exception e)
        {
            log.Error(e);
            throw;
        }
    }, metrics, time);
}

IngestFunction Compose(IngestSettings settings, ISinkTransports transports, LogWriter lines, IngestMetrics counts) =>
    IngestFunction.Create(settings, ConfiguredSinks.Create(settings, transports), time, lines, new Random(), concurrency, counts);

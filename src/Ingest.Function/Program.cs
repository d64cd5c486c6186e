using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Ingest.Function;
using Ingest.Function.Aws;
using Ingest.Function.Delivery;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Http;
using Ingest.Function.Logging;
using Ingest.Function.Runtime;
using Ingest.Function.Sdk;
using Ingest.Function.Settings;
using Ingest.Function.Sinks;

var time = TimeProvider.System;
var log = new LogWriter(Console.OpenStandardOutput(), time);
// Set by Lambda Managed Instances, where invocations run side by side; RuntimeSupport reads the same variable.
var concurrency = int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY"), out var most) && most > 1 ? most : 1;

if (SinkTransport.IsDirect) await RunDirectAsync();
else await RunOnSdkAsync();

async Task RunDirectAsync()
{
    var crypto = CryptoLibrary.LoadAside();
    if (concurrency == 1) ProcessTuning.ServeSocketsOnOneThread();
    ProcessTuning.LimitHeap(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
    var api = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")
        ?? throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: Lambda sets it to the host:port of the runtime API.");
    await new RuntimeLoop(new HttpEndpoint(new Uri($"http://{api}/")), concurrency, time, log).RunAsync(async () =>
    {
        var settings = IngestSettings.Read(Environment.GetEnvironmentVariable);
        var environment = new AwsEnvironment(Environment.GetEnvironmentVariable);
        var sinks = new DirectSinks(settings, environment, environment.Credentials(time), time);
        var function = Compose(settings, sinks.Create());
        var connecting = sinks.ConnectAsync(log);
        crypto.Join();
        await sinks.PrimeAsync(() => Priming.RunAsync(function.HandleAsync, time));
        await connecting;
        return function.HandleAsync;
    });
}

async Task RunOnSdkAsync()
{
    IngestFunction? function = null;
    using var bootstrap = LambdaBootstrapBuilder
        .Create<FunctionUrlRequest, FunctionUrlResponse>(
            (request, context) => function!.HandleAsync(request, context).AsTask(),
            new SourceGeneratorLambdaJsonSerializer<FunctionUrlJsonContext>())
        // Inside INIT, so that a bad setting is reported to the platform and not a bare crash.
        .UseBootstrapHandler(() =>
        {
            var settings = IngestSettings.Read(Environment.GetEnvironmentVariable);
            function = Compose(settings, SdkSinks.Create(settings));
            return Task.FromResult(true);
        })
        .Build();
    await bootstrap.RunAsync();
}

IngestFunction Compose(IngestSettings settings, List<ISink> sinks)
{
    var random = new Random();
    var writers = sinks.ConvertAll(sink => new SinkWriter(sink, new WriteQueue(sink.Limits, RetrySchedule.Default(random), coalesce: concurrency > 1), time, log));
    return new IngestFunction(settings, new EventDelivery(writers, time), time, log);
}

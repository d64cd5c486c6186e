using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Runtime.Credentials;
using Ingest.Function;
using Ingest.Function.Delivery;
using Ingest.Function.Delivery.Aws;
using Ingest.Function.Diagnostics;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

IngestFunction? function = null;
using var bootstrap = LambdaBootstrapBuilder
    .Create<FunctionUrlRequest, FunctionUrlResponse>(
        (request, context) => function!.HandleAsync(request, context),
        new SourceGeneratorLambdaJsonSerializer<FunctionUrlJsonContext>())
    // Inside INIT, so that a bad setting is reported to the platform and not a bare crash.
    .UseBootstrapHandler(() =>
    {
        function = Compose(IngestSettings.Read(Environment.GetEnvironmentVariable));
        return Task.FromResult(true);
    })
    .Build();
await bootstrap.RunAsync();

static IngestFunction Compose(IngestSettings settings)
{
    var time = TimeProvider.System;
    var log = new LogWriter(Console.OpenStandardOutput(), time);
    // RuntimeSupport reads the same variable: set by Lambda Managed Instances, where invocations run side by side.
    var isConcurrent = int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY"), out var concurrency) && concurrency > 1;
    var random = new Random();

    var sinks = SinkTransport.IsDirect
        ? DirectSinks.Create(settings, new AwsEnvironment(Environment.GetEnvironmentVariable), DefaultAWSCredentialsIdentityResolver.GetCredentials(), time)
        : SdkSinks.Create(settings);
    var writers = sinks.ConvertAll(sink => new SinkWriter(sink, new WriteQueue(sink.Limits, RetrySchedule.Default(random), isConcurrent), time, log));
    return new IngestFunction(settings, new EventDelivery(writers, time), time, log);
}

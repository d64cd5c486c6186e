using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Ingest.Function;
using Ingest.Function.Delivery;
using Ingest.Function.Delivery.DynamoDb;
using Ingest.Function.Delivery.Kinesis;
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

    var writers = new List<SinkWriter>();
    if (settings.Sinks.HasFlag(SinkSet.Kinesis)) Add(new KinesisSink(new AmazonKinesisClient(NoRetries(new AmazonKinesisConfig())), settings.StreamName, settings.KinesisFormat == KinesisFormat.Kpl ? new KplRecords() : new PlainRecords()));
    if (settings.Sinks.HasFlag(SinkSet.DynamoDb)) Add(new DynamoDbSink(new AmazonDynamoDBClient(NoRetries(new AmazonDynamoDBConfig())), settings.TableName, settings.RetentionDays, settings.DynamoDbLayout == DynamoDbLayout.Packed ? new PackedItems() : new EventItems()));
    return new IngestFunction(settings, new EventDelivery(writers, time), time, log);

    void Add(ISink sink) => writers.Add(new SinkWriter(sink, new WriteQueue(sink.Limits, RetrySchedule.Default(random), isConcurrent), time, log));

    // One retry policy, in one place: Delivery's.
    static T NoRetries<T>(T config) where T : Amazon.Runtime.ClientConfig
    {
        config.MaxErrorRetry = 0;
        config.Timeout = TimeSpan.FromSeconds(10);
        return config;
    }
}

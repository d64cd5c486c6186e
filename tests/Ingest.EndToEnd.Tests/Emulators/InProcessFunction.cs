using System.Net;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Runtime;
using Ingest.Function;
using Ingest.Function.Delivery;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Logging;
using Ingest.Function.Sdk;
using Ingest.Function.Settings;
using Ingest.Function.Sinks;
using Ingest.LocalCloud;
using Ingest.LocalCloud.FunctionUrl;
using Ingest.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>The function in this process, between the Function URL's own event and response code, with real AWS clients.</summary>
internal sealed class InProcessFunction : IAsyncDisposable
{
    private static readonly BasicAWSCredentials Credentials = new("test", "test");

    private readonly UrlEvent _event = new(new LocalCloudOptions { FunctionPath = "" });
    private readonly SourceGeneratorLambdaJsonSerializer<FunctionUrlJsonContext> _serializer = new();
    private readonly List<IDisposable> _owned = [];
    private readonly IngestFunction _function;
    private readonly TimeSpan _timeout;

    public InProcessFunction(Sinks sinks, IReadOnlyDictionary<string, string> variables, TimeSpan timeout)
    {
        _timeout = timeout;
        var settings = IngestSettings.Read(variables.GetValueOrDefault);
        var (time, random) = (TimeProvider.System, new Random(1));
        var log = new LogWriter(null, time);
        var writers = new List<SinkWriter>();
        if (settings.Sinks.HasFlag(SinkSet.Kinesis)) Add(new SdkKinesisSink(Own(new AmazonKinesisClient(Credentials, Config(new AmazonKinesisConfig(), sinks.KinesisEndpoint))), settings.StreamName, SinkFormats.Records(settings)));
        if (settings.Sinks.HasFlag(SinkSet.DynamoDb)) Add(new SdkDynamoDbSink(Own(new AmazonDynamoDBClient(Credentials, Config(new AmazonDynamoDBConfig(), sinks.DynamoDbEndpoint))), settings.TableName, settings.RetentionDays, SinkFormats.Items(settings)));
        _function = new IngestFunction(settings, new EventDelivery(writers, time), time, log);

        void Add(ISink sink) => writers.Add(Own(new SinkWriter(sink, new WriteQueue(sink.Limits, RetrySchedule.Default(random), coalesce: false), time, log)));

        T Own<T>(T resource) where T : IDisposable
        {
            _owned.Add(resource);
            return resource;
        }

        static T Config<T>(T config, Uri endpoint) where T : ClientConfig
        {
            (config.ServiceURL, config.AuthenticationRegion, config.MaxErrorRetry) = (endpoint.ToString(), "us-east-1", 0);
            return config;
        }
    }

    public async Task<Answer> PostAsync(byte[] body, string? type)
    {
        var context = new DefaultHttpContext();
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        (request.Method, request.RawTarget, request.Protocol) = ("POST", "/v1/events", "HTTP/1.1");
        if (type is not null) context.Request.ContentType = type;
        var invocation = new FixedInvocation(_timeout);
        using var payload = new PooledBuffer();
        _event.Write(context, body, invocation.AwsRequestId, "Root=1-0-0", caller: null, payload);

        using var input = new MemoryStream(payload.Span.ToArray());
        var response = await _function.HandleAsync(_serializer.Deserialize<FunctionUrlRequest>(input), invocation);
        using var output = new MemoryStream();
        _serializer.Serialize(response, output);
        response.Body.Dispose();

        using var scratch = new PooledBuffer();
        FunctionResponse.TryApply(output.ToArray(), context.Response, scratch, out var text).ShouldBeTrue();
        return ToAnswer(context.Response, Encoding.UTF8.GetString(text.Span));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var resource in _owned) resource.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Answer ToAnswer(HttpResponse response, string text)
    {
        using var message = new HttpResponseMessage((HttpStatusCode)response.StatusCode) { Content = new StringContent(text) };
        message.Content.Headers.Clear();
        foreach (var (name, value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value.ToArray())) message.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }
        return new Answer(message, text);
    }
}

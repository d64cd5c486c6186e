using Amazon.Runtime;
using Ingest.Function;
using Ingest.Function.Aws;
using Ingest.Function.Buffers;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Logging;
using Ingest.Function.Settings;
using Ingest.Function.Sinks;
using Ingest.LocalCloud.FunctionUrl;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>The code of the compiled function in this process, between the Function URL's own event and response code, with its own connections.</summary>
internal sealed class InProcessFunction : IAsyncDisposable
{
    private readonly UrlEvent _event = new(new LocalCloudOptions { FunctionPath = "" });
    private readonly DirectTransports _transports;
    private readonly IngestFunction _function;
    private readonly TimeSpan _timeout;

    public InProcessFunction(Sinks sinks, IReadOnlyDictionary<string, string> variables, TimeSpan timeout)
    {
        _timeout = timeout;
        var settings = IngestSettings.Read(variables.GetValueOrDefault);
        var time = TimeProvider.System;
        var environment = new AwsEnvironment(name => name switch
        {
            "AWS_REGION" => "us-east-1",
            "AWS_ENDPOINT_URL_KINESIS" => sinks.KinesisEndpoint.ToString(),
            "AWS_ENDPOINT_URL_DYNAMODB" => sinks.DynamoDbEndpoint.ToString(),
            _ => null,
        });
        _transports = new DirectTransports(environment, new BasicAWSCredentials("test", "test"), time);
        _function = IngestFunction.Create(settings, ConfiguredSinks.Create(settings, _transports), time, new LogWriter(null, time), new Random(1));
    }

    public async Task<UrlResponse> PostAsync(byte[] body, string? type)
    {
        var context = new DefaultHttpContext();
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        (request.Method, request.RawTarget, request.Protocol) = ("POST", "/v1/events", "HTTP/1.1");
        if (type is not null) context.Request.ContentType = type;
        var invocation = new FixedInvocation(_timeout);
        using var payload = new PooledBuffer();
        _event.Write(context, body, invocation.AwsRequestId, "Root=1-0-0", caller: null, payload);

        var response = await _function.HandleAsync(RequestReader.Read(payload.Span), invocation);
        using var carried = RequestBuffer.Rent(0, 1024);
        response.WriteTo(carried);
        response.Body.Dispose();

        using var scratch = new PooledBuffer();
        FunctionResponse.TryApply(carried.Body.ToArray(), context.Response, scratch, out var text).ShouldBeTrue();
        return ToResponse(context.Response, Encoding.UTF8.GetString(text.Span));
    }

    public ValueTask DisposeAsync()
    {
        _transports.Dispose();
        return ValueTask.CompletedTask;
    }

    private static UrlResponse ToResponse(HttpResponse response, string text)
    {
        using var message = new HttpResponseMessage((HttpStatusCode)response.StatusCode) { Content = new StringContent(text) };
        message.Content.Headers.Clear();
        foreach (var (name, value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value.ToArray())) message.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }
        return new UrlResponse(message, text);
    }
}

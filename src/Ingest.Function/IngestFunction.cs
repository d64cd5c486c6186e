using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;
using Ingest.Function.Endpoints;
using Ingest.Function.Formats;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Logging;
using Ingest.Function.Metrics;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function;

/// <summary>
/// From a Function URL event to its response: 1. find what is at the path, and let it serve the request (the steps that follow
/// are <see cref="EventsEndpoint"/>'s). Whatever happens, there is a response.
/// </summary>
/// <param name="endpoints">In the order of how often they are asked for.</param>
/// <param name="log">Told of what should not happen.</param>
internal sealed class IngestFunction(IEndpoint[] endpoints, LogWriter log)
{
    /// <summary>The function over some sinks: the one place where its parts are put together. A new endpoint is a line here.</summary>
    /// <param name="sinks">An event is stored when all of them have it.</param>
    /// <param name="random">Of the waits before retries.</param>
    /// <param name="concurrency">How many requests run at once: with more than one they share calls.</param>
    /// <param name="metrics">Counts what happens. Default: nobody asks for it.</param>
    public static IngestFunction Create(IngestSettings settings, IEnumerable<ISink> sinks, TimeProvider time, LogWriter log, Random random, int concurrency = 1, IngestMetrics? metrics = null)
    {
        metrics ??= new IngestMetrics(log, time);
        var retries = RetrySchedule.Default(random);
        var delivery = new EventDelivery(sinks.Select(sink => new SinkWriter(sink, retries, isShared: concurrency > 1, time, log, metrics.AddSink(sink.Name))), time);
        return new IngestFunction([new EventsEndpoint(settings, delivery, time, log, metrics), new HealthEndpoint(), new ReadyEndpoint(delivery), new OpenApiEndpoint()], log);
    }

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context)
    {
        try
        {
            var response = await ServeAsync(request, context);
            return RequestId.Echo(request.Header("x-request-id"u8), response);
        }
        finally
        {
            request.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    private async ValueTask<FunctionUrlResponse> ServeAsync(FunctionUrlRequest request, ILambdaContext context)
    {
        var endpoint = endpoints[0];
        try
        {
            // 1
            if (Find(request.RawPath) is not { } found)
                return ProblemResponse.Of(Problem.UnknownPath, $"POST events to /v1/events; there is nothing at {request.RawPath}.{ForeignFormat.Hint(request)}", context.AwsRequestId);
            endpoint = found;
            if (Array.IndexOf(found.Methods, request.Method) < 0)
            {
                if (found is EventsEndpoint && WebhookHandshake.Respond(request) is { } allowed) return allowed;
                var allow = string.Join(", ", found.Methods);
                return ProblemResponse.Of(Problem.MethodNotAllowed, $"{request.RawPath} takes {allow}; the request was {request.Method}.", context.AwsRequestId, new ResponseHeader("allow", allow));
            }
            return await found.HandleAsync(request, context);
        }
        catch (ProblemException e)
        {
            return endpoint.Refuse(request, e.Problem, e.Message, context.AwsRequestId);
        }
        // The boundary to the platform: its own 502 would tell a producer nothing, not even that a resend is safe.
        catch (Exception e)
        {
            log.Error(e, context.AwsRequestId);
            return endpoint.Refuse(request, Problem.InternalError, "Nothing is known of the events; sending them again is safe.", context.AwsRequestId);
        }
    }

    private IEndpoint? Find(string path)
    {
        foreach (var endpoint in endpoints)
        {
            if (Array.IndexOf(endpoint.Paths, path) >= 0) return endpoint;
        }
        return null;
    }
}

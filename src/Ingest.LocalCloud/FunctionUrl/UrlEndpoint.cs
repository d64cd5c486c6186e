using System.IO.Pipelines;
using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Lambda;
using Ingest.LocalCloud.Signatures;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// The Function URL. A request passes, in this order: (1) CORS preflight, answered here; (2) its body, bounded;
/// (3) the caller's signature and permissions; (4) the event, its body bounded; (5) the function and its limits; (6) the response, inferred.
/// </summary>
internal sealed class UrlEndpoint
{
    private readonly UrlOptions _options;
    private readonly LambdaFunction _function;
    private readonly FunctionMetrics _metrics;
    private readonly FaultRegistry _faults;
    private readonly RejectionLog _rejections;
    private readonly UrlEvent _event;
    private readonly UrlAuthorization _authorization;
    private readonly SignatureVerifier? _verifier;

    public UrlEndpoint(UrlOptions options, LambdaFunction function, FunctionMetrics metrics, FaultRegistry faults, RejectionLog rejections)
    {
        (_options, _function, _metrics, _faults, _rejections, _event) = (options, function, metrics, faults, rejections, new UrlEvent(options));
        _authorization = new UrlAuthorization(options);
        _verifier = options.AuthType != FunctionUrlAuthType.AwsIam ? null : new SignatureVerifier(options.Time) { Scope = ("lambda", options.Region), TakesQuery = true, SecretOf = _authorization.SecretOf };
    }

    public async Task HandleAsync(HttpContext context)
    {
        var started = _options.Time.GetTimestamp();
        var fault = _faults.Plan(FaultTarget.Url, context.Request.Method);
        if (fault is { ResetsBefore: true })
        {
            CallFaults.Reset(context);
            return;
        }
        if (fault is not null && fault.Delay > TimeSpan.Zero) await Task.Delay(fault.Delay, _options.Time);
        if (fault is not null && RefusalOf(fault) is { } refusal) await RefuseAsync(context, refusal, started);
        else await RespondAsync(context, started);
    }

    private async Task RespondAsync(HttpContext context, long started)
    {
        var request = context.Request;
        var response = context.Response;
        var requestId = Guid.NewGuid().ToString();
        var traceId = $"Root=1-{_options.Time.GetUtcNow().ToUnixTimeSeconds():x8}-{requestId.AsSpan(0, 8)}{requestId.AsSpan(9, 4)}{requestId.AsSpan(24, 12)}";
        response.Headers["x-amzn-RequestId"] = requestId;
        response.Headers["X-Amzn-Trace-Id"] = traceId;

        // 1
        if (_options.Cors is { } cors && CorsConfiguration.IsPreflight(request))
        {
            cors.ApplyPreflight(request, response.Headers);
            response.ContentLength = 0;
            Count(response.StatusCode, started);
            return;
        }

        // 2
        using var body = await BoundedBody.ReadAsync(request, UrlRefusal.MaxEventBytes);
        if (body is null)
        {
            await RefuseAsync(context, UrlRefusal.TooLarge, started);
            return;
        }

        // 3
        string? caller;
        try
        {
            caller = _verifier?.Verify(context, body.Span).AccessKeyId;
            if (!_authorization.Allows(caller))
            {
                await RefuseAsync(context, UrlRefusal.Forbidden, started);
                return;
            }
        }
        catch (SignatureException e)
        {
            await RefuseAsync(context, e.IsMissing ? UrlRefusal.Forbidden : UrlRefusal.Signature(e.Type, e.Message), started);
            return;
        }

        // 4
        if (UrlEvent.CarriedLength(body.Length, request.ContentType) > UrlRefusal.MaxEventBytes)
        {
            await RefuseAsync(context, UrlRefusal.TooLarge, started);
            return;
        }
        var payload = new PooledBuffer(body.Length + 2048);
        _event.Write(context, body.Span, requestId, traceId, caller, payload);

        // 5
        var result = await _function.InvokeAsync(requestId, traceId, payload);

        // 6
        using var returned = result.Payload;
        if (result.Rest is { } rest) await RespondAsync(context, returned!, rest, started);
        else if (returned is not null) await RespondAsync(context, body, returned, requestId, started);
        else await RefuseAsync(context, RefusalOf(result.Outcome), started);
    }

    private UrlRefusal? RefusalOf(FaultPlan fault)
    {
        if (fault.Throttles)
        {
            _metrics.RecordThrottle();
            return UrlRefusal.RateExceeded;
        }
        return fault.Error is { } error ? UrlRefusal.BadGateway with { Status = error.Status ?? UrlRefusal.BadGateway.Status } : null;
    }

    private static UrlRefusal RefusalOf(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.ConcurrencyExceeded => UrlRefusal.ConcurrencyExceeded,
        InvocationOutcome.RateExceeded => UrlRefusal.RateExceeded,
        _ => UrlRefusal.BadGateway,
    };

    private async Task RespondAsync(HttpContext context, PooledBuffer sent, PooledBuffer returned, string requestId, long started)
    {
        var response = context.Response;
        using var scratch = new PooledBuffer(Math.Min(returned.Length, 4096));
        if (!FunctionResponse.TryApply(returned.Memory, response, scratch, out var body))
        {
            await RefuseAsync(context, UrlRefusal.BadGateway, started);
            return;
        }
        _options.Cors?.Override(context.Request, response.Headers);
        Count(response.StatusCode, started);
        if (response.StatusCode >= StatusCodes.Status400BadRequest || response.Headers["ingest-outcome"] == "partially-rejected") Offer(context, sent, body, requestId);
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified) return;
        response.ContentLength = body.Length;
        if (body.Length > 0 && !HttpMethods.IsHead(context.Request.Method)) await response.BodyWriter.WriteAsync(body);
    }

    /// <param name="prelude">Status and headers.</param>
    private async Task RespondAsync(HttpContext context, PooledBuffer prelude, StreamedResponse rest, long started)
    {
        var response = context.Response;
        using var scratch = new PooledBuffer(16);
        if (!FunctionResponse.TryApply(prelude.Memory, response, scratch, out _))
        {
            rest.Release();
            await RefuseAsync(context, UrlRefusal.BadGateway, started);
            return;
        }
        _options.Cors?.Override(context.Request, response.Headers);
        if (_options.StreamsResponses)
        {
            Count(response.StatusCode, started);
            // What has been sent cannot be taken back: the caller sees the connection break.
            if (!await rest.CopyToAsync(response.BodyWriter, context.RequestAborted)) context.Abort();
            return;
        }
        var whole = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        if (!await rest.CopyToAsync(whole.Writer, context.RequestAborted, RuntimeApi.MaxResponseBytes))
        {
            await RefuseAsync(context, UrlRefusal.BadGateway, started);
            return;
        }
        await whole.Writer.CompleteAsync();
        Count(response.StatusCode, started);
        await whole.Reader.CopyToAsync(response.BodyWriter, context.RequestAborted);
    }

    private Task RefuseAsync(HttpContext context, UrlRefusal refusal, long started)
    {
        _options.Cors?.Override(context.Request, context.Response.Headers);
        Count(refusal.Status, started);
        _rejections.Platform(refusal, _options.Time.GetUtcNow());
        return refusal.WriteAsync(context.Response);
    }

    private void Offer(HttpContext context, PooledBuffer sent, ReadOnlyMemory<byte> body, string requestId)
    {
        var headers = context.Request.Headers;
        _rejections.Offer(new RefusedRequest(
            _options.Time.GetUtcNow(), requestId, context.Response.StatusCode, headers.ContentType.ToString(), headers.ContentEncoding.ToString(), sent.Span.ToArray(), body.ToArray()));
    }

    // Before the response is sent: whoever has it finds it counted. A request that never arrived whole is not.
    private void Count(int status, long started) => _metrics.RecordRequest(status, _options.Time.GetElapsedTime(started));
}

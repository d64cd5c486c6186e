using System.Globalization;
using System.Text;
using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// The Lambda runtime API of one environment (Lambda developer guide, runtimes-api):
/// <code>
/// GET  /2018-06-01/runtime/invocation/next           200, the event; waits for one
/// POST /2018-06-01/runtime/invocation/{id}/response  202
/// POST /2018-06-01/runtime/invocation/{id}/error     202
/// POST /2018-06-01/runtime/init/error                202
/// </code>
/// </summary>
internal sealed class RuntimeApi(ExecutionEnvironment environment, ExtensionsApi extensions, FunctionOptions options)
{
    /// <summary>A response larger than this fails the invocation ("Exceeded maximum allowed payload size", Lambda quotas).</summary>
    public const int MaxResponseBytes = 6_291_556;

    private const string Invocations = "/2018-06-01/runtime/invocation/";
    private static readonly byte[] Accepted = "{\"status\":\"OK\"}\n"u8.ToArray();
    private readonly string _functionArn = FunctionArn.Of(options);

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith(Invocations, StringComparison.Ordinal))
        {
            var rest = path.AsSpan(Invocations.Length);
            if (rest is "next") return NextAsync(context);
            var slash = rest.IndexOf('/');
            if (slash > 0)
            {
                var id = path.Substring(Invocations.Length, slash);
                if (rest[slash..] is "/response") return StreamedResponse.IsStreamed(context.Request) ? StreamAsync(context, id) : ResponseAsync(context, id);
                if (rest[slash..] is "/error") return ErrorAsync(context, id);
            }
        }
        if (path is "/2018-06-01/runtime/init/error") return InitErrorAsync(context);
        return extensions.HandleAsync(context, path);
    }

    private async Task NextAsync(HttpContext context)
    {
        var next = environment.NextAsync(context.RequestAborted);
        var invocation = next.IsCompletedSuccessfully ? next.Result : await next;
        using var payload = invocation?.TakePayload();
        if (invocation is null || payload is null)
        {
            context.Abort();
            return;
        }
        extensions.Announce(invocation);
        var response = context.Response;
        var headers = response.Headers;
        var left = options.Time.GetElapsedTime(options.Time.GetTimestamp(), invocation.Deadline);
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = (options.Time.GetUtcNow() + left).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = _functionArn;
        headers["Lambda-Runtime-Trace-Id"] = invocation.TraceId;
        headers.ContentType = "application/json";
        response.ContentLength = payload.Length;
        await response.BodyWriter.WriteAsync(payload.Memory);
        invocation.Delivered?.Invoke();
    }

    private async Task ResponseAsync(HttpContext context, string id)
    {
        var body = await BoundedBody.ReadAsync(context.Request, MaxResponseBytes);
        if (!environment.TryEnd(id, out var invocation))
        {
            body?.Dispose();
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", "Invalid request ID");
        }
        else if (body is null)
        {
            var error = $"Exceeded maximum allowed payload size ({MaxResponseBytes} bytes).";
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge", error);
            invocation.Complete(new InvocationResult(InvocationOutcome.FunctionError, Error: error));
        }
        else
        {
            // The runtime is let go first: it asks for its next invocation while this thread answers the caller.
            await AcceptAsync(context);
            invocation.Complete(new InvocationResult(InvocationOutcome.Succeeded, body));
        }
    }

    private async Task StreamAsync(HttpContext context, string id)
    {
        // A function's code may take all its time for it: nothing here hurries it.
        var streamed = new StreamedResponse(context.Request.BodyReader);
        var prelude = await streamed.ReadPreludeAsync();
        if (!environment.TryFind(id, out var invocation))
        {
            prelude?.Dispose();
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", "Invalid request ID");
            return;
        }
        if (prelude is null) invocation.Complete(new InvocationResult(InvocationOutcome.FunctionError, Error: "A streamed response needs its status and headers in JSON and 8 NUL bytes before its body."));
        else invocation.Complete(new InvocationResult(InvocationOutcome.Succeeded, prelude, Rest: streamed));
        if (prelude is not null) await streamed.Taken;
        environment.TryEnd(id, out _);
        await AcceptAsync(context);
    }

    private async Task ErrorAsync(HttpContext context, string id)
    {
        var error = await ReadErrorAsync(context);
        if (!environment.TryEnd(id, out var invocation))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", "Invalid request ID");
            return;
        }
        await AcceptAsync(context);
        invocation.Complete(new InvocationResult(InvocationOutcome.FunctionError, Error: error));
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        var error = await ReadErrorAsync(context);
        await AcceptAsync(context);
        await context.Response.CompleteAsync();
        environment.Fail(new InvocationResult(InvocationOutcome.InitFailed, Error: error));
    }

    private static async Task<string> ReadErrorAsync(HttpContext context)
    {
        using var body = await BoundedBody.ReadAsync(context.Request, MaxResponseBytes);
        var type = context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString();
        var text = body is null ? "(error too large)" : Encoding.UTF8.GetString(body.Span);
        return type.Length == 0 ? text : $"{type}: {text}";
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Accepted.Length;
        await context.Response.BodyWriter.WriteAsync(Accepted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"errorMessage":"{{JsonString.Escape(message)}}","errorType":"{{type}}"}""");
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// The Lambda Extensions API of one environment, for internal extensions (Lambda developer guide, runtimes-extensions-api):
/// <code>
/// POST /2020-01-01/extension/register     200, Lambda-Extension-Identifier
/// GET  /2020-01-01/extension/event/next   200, an INVOKE event; waits for one
/// POST /2020-01-01/extension/{init|exit}/error  202
/// </code>
/// What a custom runtime registers one for is the SIGTERM that comes with it at shutdown.
/// </summary>
internal sealed class ExtensionsApi(FunctionOptions options)
{
    private const string Root = "/2020-01-01/extension/";
    private readonly ConcurrentDictionary<string, Extension> _registered = new(StringComparer.Ordinal);

    /// <summary>Whether the environment gets SIGTERM, and time to act on it, before SIGKILL.</summary>
    public bool Any => !_registered.IsEmpty;

    public Task HandleAsync(HttpContext context, string path) => path switch
    {
        Root + "register" => RegisterAsync(context),
        Root + "event/next" => NextAsync(context),
        Root + "init/error" or Root + "exit/error" => RespondAsync(context, StatusCodes.Status202Accepted, """{"status":"OK"}"""),
        _ => RespondAsync(context, StatusCodes.Status404NotFound, $$"""{"errorMessage":"No such path: {{JsonString.Escape(path)}}","errorType":"NotFound"}"""),
    };

    /// <summary>Tells the extensions that asked for INVOKE events.</summary>
    public void Announce(Invocation invocation)
    {
        if (_registered.IsEmpty) return;
        foreach (var extension in _registered.Values)
        {
            if (extension.WantsInvoke) extension.Events.Writer.TryWrite(invocation);
        }
    }

    private async Task RegisterAsync(HttpContext context)
    {
        var name = context.Request.Headers["Lambda-Extension-Name"].ToString();
        if (name.Length == 0)
        {
            await RefuseAsync(context, "Extension.InvalidExtensionName", "Lambda-Extension-Name is missing");
            return;
        }
        var wantsInvoke = false;
        using var body = await BoundedBody.ReadAsync(context.Request, 64 * 1024);
        try
        {
            using var request = body is { Length: > 0 } ? JsonDocument.Parse(body.Memory) : null;
            if (request is not null && request.RootElement.TryGetProperty("events", out var events))
                wantsInvoke = events.EnumerateArray().Any(e => e.ValueEquals("INVOKE"u8));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            await RefuseAsync(context, "InvalidRequestFormat", $"events is not a JSON array of strings: {e.Message}");
            return;
        }
        var id = Guid.NewGuid().ToString();
        _registered[id] = new Extension(wantsInvoke);
        context.Response.Headers["Lambda-Extension-Identifier"] = id;
        await RespondAsync(context, StatusCodes.Status200OK,
            $$"""{"functionName":"{{options.FunctionName}}","functionVersion":"$LATEST","handler":"bootstrap"}""");
    }

    private async Task NextAsync(HttpContext context)
    {
        if (!_registered.TryGetValue(context.Request.Headers["Lambda-Extension-Identifier"].ToString(), out var extension))
        {
            await RefuseAsync(context, "Extension.UnknownExtensionIdentifier", "Unknown Lambda-Extension-Identifier");
            return;
        }
        try
        {
            var invocation = await extension.Events.Reader.ReadAsync(context.RequestAborted);
            await RespondAsync(context, StatusCodes.Status200OK,
                $$"""{"eventType":"INVOKE","tracing":{"type":"X-Amzn-Trace-Id","value":"{{invocation.TraceId}}"},"requestId":"{{invocation.RequestId}}","invokedFunctionArn":"{{FunctionArn.Of(options)}}"}""");
        }
        catch (OperationCanceledException)
        {
            // The environment ended while its extension waited.
        }
    }

    private static Task RefuseAsync(HttpContext context, string type, string message) =>
        RespondAsync(context, StatusCodes.Status403Forbidden, $$"""{"errorMessage":"{{JsonString.Escape(message)}}","errorType":"{{type}}"}""");

    private static Task RespondAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private sealed record Extension(bool WantsInvoke)
    {
        // Dropping the oldest keeps an extension that stopped asking from growing the queue.
        public Channel<Invocation> Events { get; } =
            Channel.CreateBounded<Invocation>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
    }
}

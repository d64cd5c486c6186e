using System.Collections.Concurrent;
using System.Text;
using Ingest.LocalCloud.Hosting;
using Microsoft.AspNetCore.Http;

namespace Ingest.Testing;

/// <summary>A request as it came over the wire.</summary>
internal sealed record WireRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Body => Encoding.UTF8.GetString(Bytes);
}

/// <summary>An HTTP service on a free loopback port that responds as a test says and keeps what it was sent.</summary>
internal sealed class LoopbackService : IAsyncDisposable
{
    private readonly ConcurrentQueue<WireRequest> _requests = [];
    private readonly Func<HttpContext, WireRequest, Task> _respond;
    private LoopbackServer _server = null!;

    private LoopbackService(Func<HttpContext, WireRequest, Task> respond) => _respond = respond;

    public Uri Url => _server.Address;

    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    /// <summary>Responds to every request with that status and body.</summary>
    public static Task<LoopbackService> RespondingAsync(int status, string body, string contentType, params (string Name, string Value)[] headers) => StartAsync((context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        return context.Response.WriteAsync(body);
    });

    public static async Task<LoopbackService> StartAsync(Func<HttpContext, WireRequest, Task> respond)
    {
        var service = new LoopbackService(respond);
        service._server = await LoopbackServer.StartAsync(0, service.HandleAsync, CancellationToken.None);
        return service;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new WireRequest(context.Request.Method, context.Request.Path, headers, body.ToArray());
        _requests.Enqueue(request);
        await _respond(context, request);
    }
}

using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.Tests;

/// <summary>A place where a running function waits until the test lets it go on: no sleeping, no guessing who runs.</summary>
internal sealed class Gate : IAsyncDisposable
{
    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>();
    private LoopbackServer _server = null!;

    /// <summary>The path of a request whose function waits here.</summary>
    public string Path => $"/call?url={Uri.EscapeDataString(_server.Address.ToString())}";

    public static async Task<Gate> OpenAsync()
    {
        var gate = new Gate();
        gate._server = await LoopbackServer.StartAsync(0, gate.HandleAsync, CancellationToken.None);
        return gate;
    }

    /// <summary>The next function to arrive; completing it lets the function go.</summary>
    public async Task<TaskCompletionSource> ArrivalAsync() => await _waiting.Reader.ReadAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(arrival);
        await arrival.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("passed");
    }
}

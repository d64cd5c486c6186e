namespace Ingest.Function.Http;

/// <summary>Connections to one server: idle ones are used again, the one used last first; there are as many as calls at once.</summary>
internal sealed class ConnectionPool(HttpEndpoint endpoint, TimeProvider time) : IDisposable
{
    /// <summary>HttpClient's own default, PooledConnectionIdleTimeout: servers and what stands before them forget older ones.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(1);

    private readonly Stack<HttpConnection> _idle = new();
    private bool _isDisposed;

    public HttpEndpoint Endpoint { get; } = endpoint;

    /// <summary>A kept connection on which the server is silent, else a fresh one.</summary>
    public ValueTask<HttpConnection> RentAsync(CancellationToken cancellation)
    {
        while (TakeIdle() is { } connection)
        {
            if (time.GetElapsedTime(connection.IdleSince) < LongestIdle && connection.IsQuiet()) return new(connection);
            Close(connection);
        }
        return new(HttpConnection.OpenAsync(Endpoint, cancellation));
    }

    /// <summary>
    /// Replaces a connection that failed or hung: whatever broke it (a freeze, a server that restarted) broke those that were
    /// kept beside it, and each would cost a try of its own.
    /// </summary>
    public Task<HttpConnection> ReplaceAsync(HttpConnection failed, CancellationToken cancellation)
    {
        Discard(failed);
        return HttpConnection.OpenAsync(Endpoint, cancellation);
    }

    /// <summary>Closes a connection that failed or hung, and those that are idle if it had been.</summary>
    public void Discard(HttpConnection failed)
    {
        Close(failed);
        while (failed.IsKept && TakeIdle() is { } connection) Close(connection);
    }

    /// <summary>Takes a connection back; closes it if it cannot be used again.</summary>
    public void Return(HttpConnection connection)
    {
        connection.Keep(time.GetTimestamp());
        lock (_idle)
        {
            if (connection.IsReusable && !_isDisposed)
            {
                _idle.Push(connection);
                return;
            }
        }
        Close(connection);
    }

    /// <summary>Opens a connection ahead of need.</summary>
    public async Task OpenAsync(CancellationToken cancellation) => Return(await HttpConnection.OpenAsync(Endpoint, cancellation));

    public void Dispose()
    {
        lock (_idle) _isDisposed = true;
        while (TakeIdle() is { } connection) Close(connection);
    }

    private HttpConnection? TakeIdle()
    {
        lock (_idle) return _idle.TryPop(out var connection) ? connection : null;
    }

    private static void Close(HttpConnection connection)
    {
        connection.Dispose();
        connection.ReleaseBuffer();
    }
}

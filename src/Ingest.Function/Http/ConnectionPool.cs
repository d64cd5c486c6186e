namespace Ingest.Function.Http;

/// <summary>Connections to one server: idle ones are used again, the one used last first; there are as many as calls at once.</summary>
internal sealed class ConnectionPool(HttpEndpoint endpoint, TimeProvider time) : IDisposable
{
    /// <summary>HttpClient's own default, PooledConnectionIdleTimeout: servers and what stands before them forget older ones.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(1);

    /// <summary>Nobody closes a connection idle for less: the look at the socket can be spared.</summary>
    private static readonly TimeSpan SurelyAlive = TimeSpan.FromSeconds(1);

    private readonly Stack<HttpConnection> _idle = new();
    private bool _isDisposed;

    public HttpEndpoint Endpoint { get; } = endpoint;

    public ValueTask<HttpConnection> RentAsync(CancellationToken cancellation)
    {
        while (TakeIdle() is { } connection)
        {
            var idle = time.GetElapsedTime(connection.IdleSince);
            if (idle < SurelyAlive || (idle < LongestIdle && connection.IsAlive())) return new(connection);
            Close(connection);
        }
        return new(HttpConnection.OpenAsync(Endpoint, cancellation));
    }

    /// <summary>Takes a connection back; closes it where it cannot be used again.</summary>
    public void Return(HttpConnection connection)
    {
        connection.IdleSince = time.GetTimestamp();
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

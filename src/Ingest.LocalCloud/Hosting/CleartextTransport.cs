using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Ingest.LocalCloud.Hosting;

/// <summary>
/// Lets one port speak HTTP/1.1 and HTTP/2 with prior knowledge (RFC 9113, section 3.3), which Kestrel does not do without
/// TLS: it binds two endpoints, the port and <see cref="Http2"/>, and each connection goes to the one its first bytes ask for.
/// </summary>
internal sealed class CleartextTransport(IConnectionListenerFactory sockets) : IConnectionListenerFactory
{
    private Func<CancellationToken, ValueTask<ConnectionContext?>>? _nextHttp2;

    /// <summary>Stands for the HTTP/2 connections of the port that was bound before it.</summary>
    public static EndPoint Http2 { get; } = new Http2EndPoint();

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint == Http2) return new Listener(endpoint, _nextHttp2 ?? throw new InvalidOperationException("The port is bound first."), () => ValueTask.CompletedTask);
        var listener = await sockets.BindAsync(endpoint, cancellationToken);
        var sorter = new PrefaceSorter(listener);
        _nextHttp2 = sorter.NextHttp2Async;
        return new Listener(listener.EndPoint, sorter.NextHttp1Async, sorter.UnbindAsync, sorter);
    }

    private sealed class Http2EndPoint : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Unspecified;

        public override string ToString() => "h2c";
    }

    private sealed class Listener(EndPoint endpoint, Func<CancellationToken, ValueTask<ConnectionContext?>> accept, Func<ValueTask> unbind, IAsyncDisposable? owned = null) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => accept(cancellationToken);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => unbind();

        public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

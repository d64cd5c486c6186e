using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ingest.LocalCloud.Hosting;

/// <summary>
/// One Kestrel listener on 127.0.0.1, for HTTP/1.1 and HTTP/2, that calls a delegate: no hosting layer, routing, logging or diagnostics between
/// the socket and the handler, because the local cloud must cost less than the function it runs.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private LoopbackServer(KestrelServer server, int port)
    {
        _server = server;
        Address = new Uri($"http://127.0.0.1:{port}/");
    }

    public Uri Address { get; }

    public int Port => Address.Port;

    /// <summary>Listens on <paramref name="port"/>, or on a free one for 0.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<LoopbackServer> StartAsync(int port, RequestDelegate handler, CancellationToken cancellation)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        options.Listen(CleartextTransport.Http2, listen => listen.Protocols = HttpProtocols.Http2);
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        // A runtime may wait for its next invocation for as long as it likes.
        options.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);

        var sockets = new SocketTransportOptions { Backlog = 1024 };
        var server = new KestrelServer(
            Options.Create(options),
            new CleartextTransport(new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance)),
            NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new Application(handler), cancellation);
        }
        catch
        {
            server.Dispose();
            throw;
        }
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new LoopbackServer(server, new Uri(address).Port);
    }

    public async ValueTask DisposeAsync()
    {
        // A cancelled token aborts open connections instead of waiting for them to finish.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private sealed class Application(RequestDelegate handler) : IHttpApplication<DefaultHttpContext>
    {
        public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            // One context per connection, as the hosting layer does.
            if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
                return new DefaultHttpContext(contextFeatures);
            var context = container.HostContext ??= new DefaultHttpContext();
            context.Initialize(contextFeatures);
            return context;
        }

        public Task ProcessRequestAsync(DefaultHttpContext context) => handler(context);

        public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Ingest.Testing;

/// <summary>Takes connections on a free loopback port, over TLS if it has a certificate, and hands each on once its handshake is done.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestAuthority? _authority;
    private readonly Func<Stream, Task> _serve;
    private readonly List<Stream> _connections = [];

    /// <param name="serve">What becomes of a connection. It may end by any failure of the network.</param>
    /// <param name="authority">Whose certificate is presented; null for plain connections.</param>
    public LoopbackListener(Func<Stream, Task> serve, TestAuthority? authority = null)
    {
        (_serve, _authority) = (serve, authority);
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"{(_authority is null ? "http" : "https")}://{_listener.LocalEndpoint}/");

    /// <summary>How many connections were handed on.</summary>
    public int Connections
    {
        get { lock (_connections) return _connections.Count; }
    }

    /// <summary>Closes every connection, as a server that restarts does.</summary>
    public void CloseConnections()
    {
        lock (_connections)
        {
            foreach (var connection in _connections) connection.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        CloseConnections();
    }

    private async Task AcceptAsync()
    {
        try
        {
            // One after the other: connections are handed on in the order in which they came.
            while (true) await HandshakeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task HandshakeAsync(Socket socket)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (_authority is not null)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _authority.Server, ApplicationProtocols = [SslApplicationProtocol.Http11] });
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client refuses the certificate.
            await stream.DisposeAsync();
            return;
        }
        lock (_connections) _connections.Add(stream);
        _ = ServeAsync(stream);
    }

    private async Task ServeAsync(Stream stream)
    {
        try
        {
            await _serve(stream);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone.
        }
    }
}

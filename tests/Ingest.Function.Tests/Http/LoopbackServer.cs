using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Ingest.Function.Http;
using Ingest.Testing;

namespace Ingest.Function.Tests.Http;

/// <summary>Takes connections, over TLS where it has a certificate, and leaves what happens on them to the test.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestAuthority? _authority;
    private readonly Channel<Stream> _accepted = Channel.CreateUnbounded<Stream>();

    public LoopbackServer(TestAuthority? authority)
    {
        _authority = authority;
        _listener.Start();
        _ = AcceptAsync();
    }

    public HttpEndpoint Endpoint => new(new Uri($"{(_authority is null ? "http" : "https")}://{_listener.LocalEndpoint}/"), _authority?.Roots);

    /// <summary>Why handshakes failed.</summary>
    public List<Exception> Failures { get; } = [];

    /// <summary>The next connection, its handshake done.</summary>
    public ValueTask<Stream> AcceptedAsync() => _accepted.Reader.ReadAsync();

    /// <summary>Reads one request and answers it 200, so many times in one piece.</summary>
    public static async Task AnswerAsync(Stream connection, int times = 1)
    {
        var buffer = new byte[1024];
        (await connection.ReadAsync(buffer)).ShouldBeGreaterThan(0);
        await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", times))));
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) await HandshakeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _accepted.Writer.Complete();
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
            await _accepted.Writer.WriteAsync(stream);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            Failures.Add(e);
            await stream.DisposeAsync();
        }
    }
}

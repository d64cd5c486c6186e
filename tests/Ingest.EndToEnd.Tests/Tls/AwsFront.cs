using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ingest.Testing;

namespace Ingest.EndToEnd.Tests.Tls;

/// <summary>Stands before the local cloud's AWS endpoint, with TLS where it has a certificate, and passes bytes on.</summary>
internal sealed class AwsFront : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestAuthority? _authority;
    private readonly TaskCompletionSource<Uri> _target = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Socket> _sockets = [];
    private long _bytes;

    public AwsFront(TestAuthority? authority)
    {
        _authority = authority;
        _listener.Start();
        Url = new Uri($"{(authority is null ? "http" : "https")}://{_listener.LocalEndpoint}");
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Bytes of requests that came through.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Says where the AWS endpoint is; what came before waits.</summary>
    public void PassOnTo(Uri endpoint) => _target.SetResult(endpoint);

    /// <summary>Closes every connection, as a server does that has had enough of idle ones.</summary>
    public void CloseConnections()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets) socket.Dispose();
            _sockets.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        CloseConnections();
        _target.TrySetCanceled();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var client = await ReceiveAsync(socket);
            var target = await _target.Task;
            using var upstream = new TcpClient();
            await upstream.ConnectAsync(target.Host, target.Port);
            lock (_sockets) _sockets.Add(upstream.Client);
            await Task.WhenAny(PumpAsync(client, upstream.GetStream(), isRequest: true), PumpAsync(upstream.GetStream(), client, isRequest: false));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException or OperationCanceledException)
        {
            // One side is gone, or the function refused the certificate.
        }
    }

    private async Task<Stream> ReceiveAsync(Socket socket)
    {
        lock (_sockets) _sockets.Add(socket);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (_authority is null) return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _authority.Server });
        return tls;
    }

    private async Task PumpAsync(Stream from, Stream to, bool isRequest)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var read)
        {
            if (isRequest) Interlocked.Add(ref _bytes, read);
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}

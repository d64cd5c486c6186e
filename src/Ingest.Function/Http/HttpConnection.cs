using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Ingest.Function.Pooling;

namespace Ingest.Function.Http;

/// <summary>
/// One HTTP/1.1 connection, kept alive: a request at a time, each sent in one write. It owns the buffer that answers are
/// read into. Leaner than HttpClient by what a known server needs not: no header objects, no redirects, no pipelines.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int TcpInfo = 11;
    private const byte TcpEstablished = 1;

    private readonly Socket _socket;
    private readonly SslStream? _tls;
    private readonly ResponseFraming _framing = new();
    private bool _isUsed;

    private HttpConnection(Socket socket, SslStream? tls) => (_socket, _tls) = (socket, tls);

    /// <summary>False after a failure or where the server closes: not to be used again.</summary>
    public bool IsReusable { get; private set; } = true;

    /// <summary>The pool's clock when it came back.</summary>
    public long IdleSince { get; set; }

    public static async Task<HttpConnection> OpenAsync(HttpEndpoint endpoint, CancellationToken cancellation)
    {
        var isAddress = IPAddress.TryParse(endpoint.Uri.DnsSafeHost, out var address);
        var socket = isAddress ? new Socket(address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (isAddress) await socket.ConnectAsync(address!, endpoint.Uri.Port, cancellation);
            else await socket.ConnectAsync(endpoint.Uri.DnsSafeHost, endpoint.Uri.Port, cancellation);
            return new HttpConnection(socket, endpoint.IsTls ? await TlsHandshake.RunAsync(socket, endpoint, cancellation) : null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an idle connection still stands. The server's farewell, if it said any, is there to be read.</summary>
    public bool IsAlive()
    {
        if (!_socket.Poll(0, SelectMode.SelectRead)) return true;
        // A fresh TLS 1.3 connection has session tickets to read, perhaps with the end behind them; anything else unasked for makes it unfit.
        return _tls is not null && !_isUsed && IsEstablished();
    }

    /// <summary>Neither side has closed, as the kernel sees it: the first byte of tcp_info is TCP_ESTABLISHED. Source: tcp(7), linux/tcp.h.</summary>
    private bool IsEstablished()
    {
        Span<byte> state = stackalloc byte[1];
        return _socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, state) == 1 && state[0] == TcpEstablished;
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="message">Head and body.</param>
    /// <param name="cancellation">Closes the connection: an answer that nobody read would be taken for the next one's.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="IOException">The connection failed or the answer is no HTTP.</exception>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<HttpResponse> ExchangeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        _isUsed = true;
        IsReusable = false;
        await using var registration = cancellation.UnsafeRegister(static connection => ((HttpConnection)connection!).Dispose(), this);
        try
        {
            await SendAsync(message);
            _framing.Restart();
            while (true)
            {
                var read = await ReceiveAsync(_framing.Free());
                if (read == 0 && !_framing.IsWholeAtEnd) throw new IOException("The server closed the connection in place of an answer.");
                if (_framing.Advance(read)) break;
            }
            IsReusable = _framing.KeepsAlive && !cancellation.IsCancellationRequested;
            return _framing.Response;
        }
        catch (Exception e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled.", e, cancellation);
        }
        catch (SocketException e)
        {
            throw new IOException($"The connection failed: {e.SocketErrorCode}.", e);
        }
    }

    public void Dispose()
    {
        IsReusable = false;
        // The socket first: closing TLS politely would write to a server that may not read.
        _socket.Dispose();
        _tls?.Dispose();
    }

    /// <summary>Gives the buffer back; only where no exchange is under way.</summary>
    public void ReleaseBuffer() => _framing.Dispose();

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> message)
    {
        if (_tls is not null)
        {
            await _tls.WriteAsync(message);
            return;
        }
        while (!message.IsEmpty) message = message[await _socket.SendAsync(message, SocketFlags.None)..];
    }

    private ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _tls?.ReadAsync(buffer) ?? _socket.ReceiveAsync(buffer, SocketFlags.None);
}

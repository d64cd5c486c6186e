using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Ingest.Function.Buffers;

namespace Ingest.Function.Http;

/// <summary>
/// One HTTP/1.1 connection, kept alive: a request at a time. It owns the buffer that responses are read into. Leaner than
/// HttpClient by what a known server needs not: no header objects, no redirects, no pipelines.
/// It reads before it writes: the read that will bring the response is begun before the request is sent. So whatever the
/// server said or did unasked (a second response, a 408, its close) shows before anything is sent, also what TLS has
/// already taken off the socket, and at the price of no system call: without it the same read comes after the write.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    /// <summary>A request that is longer is sent in two pieces: what comes before the second is no response to it.</summary>
    private const int LongestPiece = 64 * 1024;

    private const int LastPiece = 1024;

    private readonly Socket _socket;
    private readonly SslStream? _tls;
    private readonly ResponseFraming _framing;
    private ValueTask<int> _reading;
    private bool _isReading;

    private HttpConnection(Socket socket, int longestResponse, SslStream? tls) => (_socket, _framing, _tls) = (socket, new ResponseFraming(longestResponse), tls);

    /// <summary>False after a failure, or if the server closes: not to be used again.</summary>
    public bool IsReusable { get; private set; } = true;

    /// <summary>It waited for a request for some time, in which the server may have forgotten it.</summary>
    public bool IsKept { get; private set; }

    /// <summary>The pool's clock when it came back.</summary>
    public long IdleSince { get; private set; }

    public static async Task<HttpConnection> OpenAsync(HttpEndpoint endpoint, CancellationToken cancellation)
    {
        var isAddress = IPAddress.TryParse(endpoint.Uri.DnsSafeHost, out var address);
        var socket = isAddress ? new Socket(address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (isAddress) await socket.ConnectAsync(address!, endpoint.Uri.Port, cancellation);
            else await socket.ConnectAsync(endpoint.Uri.DnsSafeHost, endpoint.Uri.Port, cancellation);
            return new HttpConnection(socket, endpoint.LongestResponse, endpoint.IsTls ? await TlsHandshake.RunAsync(socket, endpoint, cancellation) : null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Notes that no request is under way from now on.</summary>
    /// <param name="now">The pool's clock.</param>
    public void Keep(long now) => (IsKept, IdleSince) = (true, now);

    /// <summary>
    /// Whether the server is silent, as it must be before it is asked. Begins the read of the response: the one before is
    /// gone. TLS 1.3's session tickets are taken on the way.
    /// </summary>
    public bool IsQuiet()
    {
        if (!IsReusable) return false;
        try
        {
            if (!_isReading)
            {
                _framing.Restart();
                BeginRead();
            }
            return !_reading.IsCompleted;
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Sends a request and reads its response.</summary>
    /// <param name="message">Head and body.</param>
    /// <param name="cancellation">Closes the connection: a response that nobody read would be taken for the next one's.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="IOException">The connection failed, or the response is not HTTP.</exception>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<HttpResponse> ExchangeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var isQuiet = IsQuiet();
        IsReusable = false;
        IOException? unsent = null;
        await using var registration = cancellation.UnsafeRegister(static connection => ((HttpConnection)connection!).Dispose(), this);
        try
        {
            if (!isQuiet) throw new IOException("The server closed the connection, or sent something, before it was asked.");
            unsent = await SendAsync(message);
            while (true)
            {
                _isReading = false;
                if (_framing.Advance(await _reading)) break;
                BeginRead();
            }
            // An error may come early (413, 408), an acknowledgement of what was not sent may not. Source: RFC 9112 §9.5.
            if (unsent is not null && _framing.Response.Status < 400) throw unsent;
            IsReusable = unsent is null && _framing.KeepsAlive && !cancellation.IsCancellationRequested;
            return _framing.Response;
        }
        catch (Exception e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled.", e, cancellation);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw unsent ?? e as IOException ?? new IOException($"The connection failed: {((SocketException)e).SocketErrorCode}.", e);
        }
    }

    public void Dispose()
    {
        IsReusable = false;
        // The socket first: closing TLS politely would write to a server that may not read.
        _socket.Dispose();
        _tls?.Dispose();
    }

    /// <summary>Gives the buffer back; only if no exchange is under way. A read that has not ended may still write into it.</summary>
    public void ReleaseBuffer()
    {
        if (!_isReading || _reading.IsCompleted) _framing.Dispose();
    }

    /// <returns>Null once all is sent; else why it was not.</returns>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    private async ValueTask<IOException?> SendAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            if (message.Length > LongestPiece)
            {
                await SendPieceAsync(message[..^LastPiece]);
                if (_reading.IsCompleted) return new IOException("The server answered, or closed the connection, before the request was sent.");
                message = message[^LastPiece..];
            }
            await SendPieceAsync(message);
            return null;
        }
        // The server may have said why before it closed.
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new IOException($"The request could not be sent: {e.Message}", e);
        }
    }

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder))]
    private async ValueTask SendPieceAsync(ReadOnlyMemory<byte> piece)
    {
        if (_tls is not null)
        {
            await _tls.WriteAsync(piece);
            return;
        }
        while (!piece.IsEmpty) piece = piece[await _socket.SendAsync(piece, SocketFlags.None)..];
    }

    private void BeginRead()
    {
        var buffer = _framing.Free();
#pragma warning disable CA2012 // Awaited once, by ExchangeAsync; until then only asked whether it is completed.
        _reading = _tls?.ReadAsync(buffer) ?? _socket.ReceiveAsync(buffer, SocketFlags.None);
#pragma warning restore CA2012
        _isReading = true;
    }
}

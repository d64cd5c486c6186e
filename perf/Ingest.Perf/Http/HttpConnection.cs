using System.Net.Security;
using System.Net.Sockets;

namespace Ingest.Perf.Http;

/// <summary>
/// The server side of one HTTP/1.1 connection on a blocking socket: as little work per request as possible, so that
/// what is measured is the program at the other end.
/// </summary>
/// <param name="socket">Connected.</param>
/// <param name="tls">The session over it, its handshake done; null for plain HTTP.</param>
internal sealed class HttpConnection(Socket socket, SslStream? tls = null) : IDisposable
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public Socket Socket => socket;

    /// <summary>Whether a request, or the beginning of one, is already in the buffer.</summary>
    public bool HasBuffered => _end > _start;

    /// <summary>Reads one request whole. Its memory is valid until the next call; null at the end of the connection.</summary>
    /// <exception cref="InvalidDataException">What arrived is no HTTP/1.1 request.</exception>
    public HttpRequest? Read()
    {
        int headLength;
        while ((headLength = Unread.IndexOf("\r\n\r\n"u8)) < 0)
            if (!Fill()) return null;

        var head = HttpRequest.ParseHead(Unread[..(headLength + 2)]);
        if (head.ExpectsContinue) Send("HTTP/1.1 100 Continue\r\n\r\n"u8);
        var bodyAt = headLength + 4;
        var (length, consumed) = head.IsChunked ? ReadChunks(bodyAt) : ReadLength(bodyAt, head.ContentLength);
        if (length < 0) return null;

        var request = new HttpRequest(_buffer.AsMemory(_start, headLength + 2), _buffer.AsMemory(_start + bodyAt, length));
        _start += consumed;
        return request;
    }

    public void Send(ReadOnlySpan<byte> response)
    {
        if (tls is not null)
        {
            tls.Write(response);
            return;
        }
        while (response.Length > 0) response = response[socket.Send(response)..];
    }

    public void Dispose() => socket.Dispose();

    private Span<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    private (int Length, int Consumed) ReadLength(int bodyAt, int length)
    {
        while (_end - _start < bodyAt + length)
            if (!Fill()) return (-1, 0);
        return (length, bodyAt + length);
    }

    /// <summary>Moves the chunks' content together, in place. Offsets count from the request's first byte.</summary>
    private (int Length, int Consumed) ReadChunks(int bodyAt)
    {
        var (length, at) = (0, bodyAt);
        while (true)
        {
            int line;
            while ((line = Unread[at..].IndexOf("\r\n"u8)) < 0)
                if (!Fill()) return (-1, 0);
            var size = HttpRequest.ParseHex(Unread.Slice(at, line));
            at += line + 2;
            while (_end - _start < at + size + 2)
                if (!Fill()) return (-1, 0);
            Unread.Slice(at, size).CopyTo(Unread[(bodyAt + length)..]);
            length += size;
            at += size + 2;
            if (size == 0) return (length, at);
        }
    }

    private bool Fill()
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length)
        {
            var target = _end - _start > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
            Unread.CopyTo(target);
            (_buffer, _end, _start) = (target, _end - _start, 0);
        }
        var read = tls?.Read(_buffer.AsSpan(_end)) ?? socket.Receive(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}

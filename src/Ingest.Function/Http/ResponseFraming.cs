using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Ingest.Function.Http;

/// <summary>
/// Finds where an HTTP/1.1 answer ends, and joins its chunks, in one growing buffer: no I/O. Source: RFC 9112 §6, §7.1.
/// </summary>
internal sealed class ResponseFraming : IDisposable
{
    private const int FirstRent = 4096;

    /// <summary>The longest answer to 500 records is a tenth of this; a server that sends more is not the one meant.</summary>
    private const int Longest = 16 * 1024 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private int _headEnd;
    private int _headStart;
    private int _status;
    private long _contentLength;
    private bool _isChunked;
    private int _joined;
    private int _chunkAt;

    public bool KeepsAlive { get; private set; }

    /// <summary>True where the server's close ends the answer: it gave neither length nor chunks.</summary>
    public bool IsWholeAtEnd => _headEnd > 0 && !_isChunked && _contentLength < 0;

    /// <summary>Valid once <see cref="Advance"/> said true, until <see cref="Restart"/>.</summary>
    public HttpResponse Response => new(_status, _buffer.AsMemory(_headStart, _headEnd - _headStart), _buffer.AsMemory(_headEnd, _joined - _headEnd));

    public void Restart()
    {
        _length = _headEnd = _headStart = _joined = _chunkAt = 0;
        _isChunked = false;
        _contentLength = -1;
        KeepsAlive = true;
    }

    /// <summary>Room for what comes next, never empty.</summary>
    public Memory<byte> Free()
    {
        if (_length == _buffer.Length)
        {
            if (_length >= Longest) throw new IOException($"The answer is longer than {Longest} bytes.");
            var wanted = (int)Math.Clamp(_headEnd + _contentLength, _length * 2L, Longest);
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstRent, wanted));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Dispose();
            _buffer = larger;
        }
        return _buffer.AsMemory(_length);
    }

    /// <param name="read">Bytes that came; 0 is the end of the connection.</param>
    /// <returns>True once the answer is whole.</returns>
    public bool Advance(int read)
    {
        _length += read;
        if (_headEnd == 0 && !TryReadHead()) return false;
        if (_isChunked) return TryJoinChunks();
        if (_contentLength >= 0)
        {
            _joined = (int)Math.Min(_length, _headEnd + _contentLength);
            // Bytes behind the answer belong to none: the connection cannot be trusted with another request.
            if (_length > _headEnd + _contentLength) KeepsAlive = false;
            return _length >= _headEnd + _contentLength;
        }
        _joined = _length;
        KeepsAlive = false;
        return read == 0;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool TryReadHead()
    {
        var received = _buffer.AsSpan(0, _length);
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        // HTTP/1.1 200 OK
        if (!received.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(received[9..12], out _status, out _)) throw new IOException("The answer is no HTTP/1.1.");
        _headStart = received.IndexOf((byte)'\n') + 1;
        _headEnd = _joined = _chunkAt = end + 4;
        KeepsAlive = received[7] == '1';
        ReadOnlySpan<byte> lines = received[_headStart..(end + 2)];
        while (HttpResponse.TryReadHeader(ref lines, out var name, out var value))
        {
            if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
            {
                if (!Utf8Parser.TryParse(value, out _contentLength, out var digits) || digits != value.Length || _contentLength is < 0 or > Longest)
                    throw new IOException($"The answer's length is not one: {Encoding.ASCII.GetString(value)}.");
            }
            else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8)) _isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
            else if (Ascii.EqualsIgnoreCase(name, "connection"u8)) KeepsAlive = !Ascii.EqualsIgnoreCase(value, "close"u8);
        }
        return true;
    }

    /// <summary>Moves each chunk's data up to the ones before it; trailers are dropped.</summary>
    private bool TryJoinChunks()
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_chunkAt, _length - _chunkAt);
            var line = rest.IndexOf("\r\n"u8);
            if (line < 0) return false;
            if (!Utf8Parser.TryParse(rest[..line], out int size, out _, 'x') || size < 0) throw new IOException("The answer's chunks cannot be read.");
            if (size == 0)
            {
                // The last chunk: an empty line, or trailers and an empty line.
                var tail = rest[line..];
                if (tail.IndexOf("\r\n\r\n"u8) is var end and >= 0)
                {
                    if (end + 4 < tail.Length) KeepsAlive = false;
                    return true;
                }
                return false;
            }
            var data = line + 2;
            if (rest.Length - data < size + 2L) return false;
            rest.Slice(data, size).CopyTo(_buffer.AsSpan(_joined));
            _joined += size;
            _chunkAt += data + size + 2;
        }
    }
}

using System.Buffers;

namespace Ingest.Function.Http;

/// <summary>
/// Finds where an HTTP/1.1 response ends, and joins its chunks, in one growing buffer: no I/O. Interim responses are
/// skipped. Source: RFC 9112 §2.2 to §7.1, RFC 9110 §15.2.
/// </summary>
internal sealed class ResponseFraming(int longest) : IDisposable
{
    /// <summary>The most bytes of a head, those of interim responses before it included, and of trailers. AWS's heads have a few hundred.</summary>
    public const int LongestHead = 64 * 1024;

    private const int FirstRent = 4096;

    private byte[] _buffer = [];
    private int _length;
    private LineScanner _lines;
    private int _statusLineLength;
    private int _headStart;
    private int _headEnd;
    private int _interim;
    private ResponseHead _head;
    private ChunkedBody _chunks;
    private int _bodyEnd;

    public bool KeepsAlive { get; private set; }

    /// <summary>Valid once <see cref="Advance"/> said true, until <see cref="Restart"/>.</summary>
    public HttpResponse Response => new(_head.Status, _buffer.AsMemory(_headStart, _headEnd - _headStart), _buffer.AsMemory(_headEnd, _bodyEnd - _headEnd));

    public void Restart()
    {
        _length = _interim = 0;
        KeepsAlive = true;
        RestartHead();
    }

    /// <summary>Room for what comes next, never empty.</summary>
    public Memory<byte> Free()
    {
        if (_length == _buffer.Length)
        {
            if (_length >= longest) throw new IOException($"The response is longer than {longest} bytes.");
            var wanted = (int)Math.Clamp(_headEnd + _head.Length, _length * 2L, longest);
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstRent, wanted));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Dispose();
            _buffer = larger;
        }
        return _buffer.AsMemory(_length);
    }

    /// <param name="read">Bytes that came; 0 is the end of the connection.</param>
    /// <returns>True once the response is whole.</returns>
    /// <exception cref="IOException">It is no HTTP response, its framing is ambiguous, or the connection ended before it did.</exception>
    public bool Advance(int read)
    {
        _length += read;
        while (_headEnd == 0)
        {
            if (!TryReadHead())
            {
                if (read > 0) return false;
                throw new IOException("The server closed the connection in place of a response.");
            }
            if (_head.IsInterim) SkipInterim();
        }
        var isWhole = _head.BodyEnd switch
        {
            BodyEnd.None => EndsAt(_headEnd),
            BodyEnd.Length => EndsAt(_headEnd + (int)_head.Length),
            BodyEnd.Chunks => TryJoinChunks(),
            _ => EndsWithConnection(read),
        };
        if (!isWhole && read == 0) throw new IOException("The server closed the connection within a response.");
        return isWhole;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool TryReadHead()
    {
        var received = _buffer.AsSpan(0, _length);
        while (_lines.TryTake(received, LongestHead - _interim - _lines.Next, out var start, out var length))
        {
            if (start == 0)
            {
                (_statusLineLength, _headStart) = (length, _lines.Next);
                continue;
            }
            if (length > 0)
            {
                if (received[start] is not ((byte)' ' or (byte)'\t')) continue;
                // A folded line continues the one before it (RFC 9112 §5.2); behind the status line there is none (§2.2).
                if (start == _headStart) throw new IOException("The response's head begins with white space.");
                received.Slice(start - 2, 2).Fill((byte)' ');
                continue;
            }
            _headEnd = _lines.Next;
            _head = ResponseHead.Parse(received[.._statusLineLength], received[_headStart..start], longest);
            KeepsAlive = _head.KeepsAlive;
            _chunks.Restart(_headEnd);
            return true;
        }
        return false;
    }

    private void SkipInterim()
    {
        _buffer.AsSpan(_headEnd, _length - _headEnd).CopyTo(_buffer);
        _length -= _headEnd;
        _interim += _headEnd;
        if (_interim >= LongestHead) throw new IOException("The server sends interim responses without end.");
        RestartHead();
    }

    private void RestartHead()
    {
        _lines.Restart(0);
        _headEnd = _headStart = _statusLineLength = _bodyEnd = 0;
        _head = default;
    }

    private bool TryJoinChunks() => _chunks.Advance(_buffer.AsSpan(0, _length), longest) && EndsAt(_chunks.End);

    private bool EndsWithConnection(int read)
    {
        _bodyEnd = _length;
        return read == 0;
    }

    private bool EndsAt(int end)
    {
        if (_length < end) return false;
        _bodyEnd = _head.BodyEnd == BodyEnd.Chunks ? _chunks.JoinedEnd : end;
        // Bytes behind the response were not asked for: the connection cannot be trusted with another request (RFC 9112 §9.2).
        if (_length > end) KeepsAlive = false;
        return true;
    }
}

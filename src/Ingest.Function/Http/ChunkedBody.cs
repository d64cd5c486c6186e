namespace Ingest.Function.Http;

/// <summary>
/// Joins the chunks of a body in the buffer that they came into: no I/O.
/// chunked-body = *( size [ ext ] CRLF data CRLF ) 1*"0" [ ext ] CRLF *( trailer CRLF ) CRLF. Source: RFC 9112 §7.1.
/// </summary>
internal struct ChunkedBody
{
    /// <summary>A chunk's size with its extensions; RFC 9112 §7.1.1 asks for a limit.</summary>
    private const int LongestSizeLine = 1024;

    private const int MostDigits = 16;

    private LineScanner _lines;
    private long _size;
    private int _trailers;
    private bool _isInTrailers;

    /// <summary>Where the joined data ends.</summary>
    public int JoinedEnd { get; private set; }

    /// <summary>Where the chunked body ends, once it is whole.</summary>
    public readonly int End => _lines.Next;

    /// <param name="at">Where the body begins in the buffer.</param>
    public void Restart(int at)
    {
        _lines.Restart(at);
        JoinedEnd = at;
        _size = -1;
        _trailers = 0;
        _isInTrailers = false;
    }

    /// <summary>Moves the data of whole chunks up to the ones before; trailers are dropped.</summary>
    /// <param name="received">All that came so far, from the buffer's start.</param>
    /// <param name="longest">The longest response that is taken.</param>
    /// <returns>True once the body is whole.</returns>
    /// <exception cref="IOException">It is malformed.</exception>
    public bool Advance(Span<byte> received, long longest)
    {
        while (!_isInTrailers)
        {
            if (_size < 0)
            {
                if (!_lines.TryTake(received, LongestSizeLine, out var start, out var length)) return false;
                _size = ReadSize(received.Slice(start, length), longest);
            }
            if (_size == 0)
            {
                _isInTrailers = true;
                break;
            }
            var (data, size) = (_lines.Next, (int)_size);
            if (received.Length - data < size + 2) return false;
            if (received[data + size] != '\r' || received[data + size + 1] != '\n') throw Malformed();
            received.Slice(data, size).CopyTo(received[JoinedEnd..]);
            JoinedEnd += size;
            _lines.Restart(data + size + 2);
            _size = -1;
        }
        while (_lines.TryTake(received, ResponseFraming.LongestHead - _trailers, out _, out var trailer))
        {
            if (trailer == 0) return true;
            _trailers += trailer;
        }
        return false;
    }

    /// <summary>1*HEXDIG, and perhaps extensions behind a semicolon, which are ignored.</summary>
    private static long ReadSize(ReadOnlySpan<byte> line, long longest)
    {
        var digits = 0;
        long size = 0;
        while (digits < line.Length && char.IsAsciiHexDigit((char)line[digits]))
        {
            size = (size << 4) | Value(line[digits]);
            if (++digits > MostDigits || size > longest) throw Malformed();
        }
        var extension = line[digits..].TrimStart(" \t"u8);
        if (digits == 0 || (digits < line.Length && !extension.StartsWith(";"u8))) throw Malformed();
        return size;
    }

    private static long Value(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static IOException Malformed() => new("The response's chunks are malformed, or too long.");
}

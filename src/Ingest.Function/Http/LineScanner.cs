namespace Ingest.Function.Http;

/// <summary>
/// Finds the lines of a growing buffer, each byte looked at once however the bytes come. A line ends with CR LF; RFC 9112
/// §2.2 lets a recipient take a lone LF, or replace a lone CR, but AWS sends neither: both are refused.
/// </summary>
internal struct LineScanner
{
    private int _scanned;

    /// <summary>Where the line begins that is read next.</summary>
    public int Next { get; private set; }

    public void Restart(int at) => _scanned = Next = at;

    /// <summary>Takes the next line, if its end is there.</summary>
    /// <param name="received">All that came so far, from the buffer's start.</param>
    /// <param name="longest">The most bytes that may be read before its end.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Its bytes, without CR LF.</param>
    /// <exception cref="IOException">It holds a lone CR, a lone LF or a NUL, or is longer than allowed.</exception>
    public bool TryTake(ReadOnlySpan<byte> received, int longest, out int start, out int length)
    {
        start = Next;
        length = 0;
        var found = received[_scanned..].IndexOf((byte)'\n');
        var end = found < 0 ? received.Length : _scanned + found;
        if (end - start > longest) throw new IOException($"A line of the response's head or chunks is longer than {longest} bytes.");
        if (found < 0)
        {
            _scanned = end;
            return false;
        }
        length = end - start - 1;
        if (length < 0 || received.Slice(start, length + 1).IndexOfAny((byte)'\r', (byte)'\0') != length)
            throw new IOException("A line of the response does not end with CR LF, or holds a CR or NUL.");
        _scanned = Next = end + 1;
        return true;
    }
}

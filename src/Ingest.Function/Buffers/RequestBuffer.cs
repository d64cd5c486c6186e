using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Ingest.Function.Buffers;

/// <summary>
/// A rented buffer that a request is written into: its body first, then, into the room kept in front of it, the head,
/// which needs the body's length and hash. What is sent is one piece. Rented, and given back by <see cref="Dispose"/>.
/// </summary>
internal sealed class RequestBuffer : IDisposable
{
    private static readonly Recycler<RequestBuffer> Recycler = new();

    private byte[] _buffer = [];
    private int _headRoom;
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_headRoom, _end - _headRoom);

    /// <summary>Room in front of the body; <see cref="SetHead"/> moves what is written at its start to where it belongs.</summary>
    public Span<byte> HeadRoom => _buffer.AsSpan(0, _headRoom);

    /// <summary>Head and body.</summary>
    public ReadOnlyMemory<byte> Message => _buffer.AsMemory(_start, _end - _start);

    /// <param name="headRoom">The longest head.</param>
    /// <param name="capacity">An estimate of the body; it grows beyond.</param>
    public static RequestBuffer Rent(int headRoom, int capacity)
    {
        var request = Recycler.Rent();
        request._headRoom = request._start = request._end = headRoom;
        request._buffer = ArrayPool<byte>.Shared.Rent(headRoom + capacity);
        return request;
    }

    /// <param name="length">Bytes at the start of <see cref="HeadRoom"/> that are the head.</param>
    public void SetHead(int length)
    {
        _start = _headRoom - length;
        _buffer.AsSpan(0, length).CopyTo(_buffer.AsSpan(_start));
    }

    /// <summary>Appends bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Appends a number in decimal digits.</summary>
    public void Write(long number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_end), out var written);
        _end += written;
    }

    /// <summary>Appends the inside of a JSON string.</summary>
    /// <param name="value">What is escaped.</param>
    /// <param name="widest">The most bytes that one of it becomes.</param>
    public void WriteString(ReadOnlySpan<byte> value, int widest = JsonString.Widest)
    {
        Reserve(value.Length * widest);
        _end += JsonString.Escape(value, _buffer.AsSpan(_end));
    }

    /// <summary>Appends the inside of a JSON string.</summary>
    public void WriteString(string value)
    {
        var staged = Stage(Encoding.UTF8.GetByteCount(value), value.Length * 3 * JsonString.Widest);
        Encoding.UTF8.GetBytes(value, staged);
        WriteStagedAsJsonString(staged);
    }

    /// <summary>Room for raw bytes, to be appended by <see cref="WriteStagedAsBase64"/> or <see cref="WriteStagedAsJsonString"/>.</summary>
    /// <param name="length">The raw bytes.</param>
    /// <param name="encodedLength">The most they become.</param>
    public Span<byte> Stage(int length, int encodedLength)
    {
        // Behind the place of their encoded form, so that encoding never overwrites what it has yet to read.
        Reserve(encodedLength + length);
        return _buffer.AsSpan(_end + encodedLength, length);
    }

    public void WriteStagedAsBase64(Span<byte> staged)
    {
        Base64.EncodeToUtf8(staged, _buffer.AsSpan(_end, Base64.GetMaxEncodedToUtf8Length(staged.Length)), out _, out var written);
        _end += written;
    }

    public void WriteStagedAsJsonString(Span<byte> staged) => _end += JsonString.Escape(staged, _buffer.AsSpan(_end));

    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Recycler.Return(this);
    }

    private void Reserve(int length)
    {
        if (_buffer.Length - _end >= length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _end + length));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

using System.Buffers;

namespace Ingest.Function.Buffers;

/// <summary>A rented buffer that short byte strings are appended to; they are addressed by <see cref="Slice"/>, so it may move as it grows.</summary>
internal sealed class Arena : IDisposable
{
    private const int FirstRent = 4096;

    private byte[] _buffer = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    public ReadOnlySpan<byte> this[Slice slice] => _buffer.AsSpan(slice.Start, slice.Length);

    /// <summary>Room for <paramref name="length"/> bytes at the end, for the caller to fill.</summary>
    public Span<byte> Append(int length, out Slice slice)
    {
        if (_buffer.Length - Length < length) Grow(length);
        slice = new Slice(Length, length);
        Length += length;
        return _buffer.AsSpan(slice.Start, length);
    }

    public Slice Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Append(bytes.Length, out var slice));
        return slice;
    }

    /// <summary>Forgets what was appended after the arena had this length.</summary>
    public void TruncateTo(int length) => Length = length;

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstRent, Math.Max(_buffer.Length * 2, Length + more)));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

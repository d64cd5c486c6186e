using System.Buffers;
using System.Buffers.Text;

namespace Ingest.Function.Buffers;

/// <summary>
/// A body as UTF-8 bytes in a rented buffer: copied once, out of the event's JSON string, and never a string itself.
/// Rented; whoever goes on reading it takes a <see cref="Hold"/>, and with the last <see cref="Dispose"/> the buffer goes back.
/// </summary>
internal sealed class Utf8Body : IDisposable
{
    private static readonly Recycler<Utf8Body> Recycler = new();

    private byte[] _buffer = [];
    private int _length;
    private HoldCount _holds;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <param name="buffer">Rented from the shared pool; the last <see cref="Dispose"/> returns it.</param>
    /// <param name="length">How many of its bytes are the body.</param>
    public static Utf8Body Rent(byte[] buffer, int length)
    {
        var body = Recycler.Rent();
        (body._buffer, body._length) = (buffer, length);
        body._holds.Start();
        return body;
    }

    /// <summary>Another reader: it, too, ends with <see cref="Dispose"/>. The bytes must not change any more.</summary>
    public Utf8Body Hold()
    {
        _holds.Add();
        return this;
    }

    /// <summary>Replaces base64 by what it stands for, in the same buffer.</summary>
    /// <returns>False if it is not base64.</returns>
    public bool DecodeBase64() =>
        Base64.DecodeFromUtf8InPlace(_buffer.AsSpan(0, _length), out _length) == OperationStatus.Done;

    /// <summary>Takes other bytes in place of its own.</summary>
    /// <param name="buffer">Rented from the shared pool; the last <see cref="Dispose"/> returns it.</param>
    /// <param name="length">How many of its bytes are the body.</param>
    public void Replace(byte[] buffer, int length)
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = (buffer, length);
    }

    /// <summary>One reader less.</summary>
    public void Dispose()
    {
        if (!_holds.Release()) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
        Recycler.Return(this);
    }
}

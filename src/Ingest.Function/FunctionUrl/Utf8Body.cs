using System.Buffers;
using System.Buffers.Text;
using Ingest.Function.Decoding.Gzip;
using Ingest.Function.Pooling;
using Ingest.Function.Problems;

namespace Ingest.Function.FunctionUrl;

/// <summary>
/// A body as UTF-8 bytes in a rented buffer: copied once, out of the envelope's JSON string, and never a string itself.
/// </summary>
internal sealed class Utf8Body : IDisposable
{
    private static readonly Recycler<Utf8Body> Recycler = new();

    private byte[] _buffer = [];
    private int _length;
    private bool _isRented;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <param name="buffer">Rented from the shared pool; <see cref="Dispose"/> returns it.</param>
    /// <param name="length">How many of its bytes are the body.</param>
    public static Utf8Body Rent(byte[] buffer, int length)
    {
        var body = Recycler.Rent();
        (body._buffer, body._length, body._isRented) = (buffer, length, true);
        return body;
    }

    /// <summary>Replaces base64 text by what it stands for, in the same buffer.</summary>
    /// <returns>False where the text is not base64.</returns>
    public bool DecodeBase64() =>
        Base64.DecodeFromUtf8InPlace(_buffer.AsSpan(0, _length), out _length) == OperationStatus.Done;

    /// <summary>Replaces gzip data by what it stands for.</summary>
    /// <param name="limit">The most bytes it may become.</param>
    /// <exception cref="ProblemException">It is damaged, or becomes longer; this is as it was then.</exception>
    public void Decompress(int limit)
    {
        var decompressed = GzipReader.Decompress(Memory.Span, limit, out var length);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = (decompressed, length);
    }

    public void Dispose()
    {
        if (!_isRented) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length, _isRented) = ([], 0, false);
        Recycler.Return(this);
    }
}

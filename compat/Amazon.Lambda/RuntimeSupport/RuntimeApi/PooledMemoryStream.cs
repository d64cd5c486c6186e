#nullable enable
using System.Buffers;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>A payload in a rented array, given back on disposal.</summary>
internal sealed class PooledMemoryStream : MemoryStream
{
    private byte[]? _rented;

    private PooledMemoryStream(byte[] rented, int length)
        : base(rented, 0, length, writable: false, publiclyVisible: true) => _rented = rented;

    /// <summary>Reads everything; the expected length spares growing and may be null or wrong.</summary>
    public static async ValueTask<PooledMemoryStream> ReadToEndAsync(Stream source, long? expectedLength, CancellationToken cancellationToken)
    {
        // One byte more than expected, so that the read that finds the end needs no larger array.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(expectedLength ?? 16 * 1024, Array.MaxLength - 1) + 1);
        var length = 0;
        while (true)
        {
            var read = await source.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0) return new PooledMemoryStream(buffer, length);
            length += read;
            if (length < buffer.Length) continue;
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _rented, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
    }
}

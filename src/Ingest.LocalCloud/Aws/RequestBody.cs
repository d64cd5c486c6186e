using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.Aws;

/// <summary>The whole body of one request in one pooled array: what the operations read, and copy from what they keep.</summary>
internal readonly struct RequestBody(byte[] buffer, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <returns>Null where the body is longer than <paramref name="limit"/>.</returns>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, int limit, CancellationToken cancel)
    {
        if (request.ContentLength > limit) return null;
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 16 * 1024));
        var length = 0;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            var needed = length + read.Buffer.Length;
            if (needed > limit)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return null;
            }
            if (needed > buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Min(limit, Math.Max((int)needed, buffer.Length * 2)));
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
            read.Buffer.CopyTo(buffer.AsSpan(length));
            length = (int)needed;
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return new RequestBody(buffer, length);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}

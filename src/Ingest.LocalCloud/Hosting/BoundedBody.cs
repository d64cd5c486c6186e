using System.Buffers;

namespace Ingest.LocalCloud.Hosting;

internal static class BoundedBody
{
    /// <summary>The whole body in one pooled buffer, or null if it is longer than <paramref name="limit"/> bytes.</summary>
    public static async ValueTask<PooledBuffer?> ReadAsync(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit) return null;
        var buffer = new PooledBuffer((int)Math.Max(request.ContentLength ?? 4096, 1));
        var reader = request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync();
                if (buffer.Length + read.Buffer.Length > limit)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    buffer.Dispose();
                    return null;
                }
                foreach (var segment in read.Buffer) buffer.Write(segment.Span);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return buffer;
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// A response that the runtime streams (Lambda developer guide, runtimes-custom, "Response streaming"): status and headers in JSON, 8 NUL
/// bytes, then the body as it comes. Whoever gets it copies it or lets it go.
/// </summary>
internal sealed class StreamedResponse(PipeReader reader)
{
    /// <summary>"Response payloads … up to 200 MB" (Lambda quotas).</summary>
    private const long MaxBytes = 200L << 20;

    private static readonly byte[] Separator = new byte[8];

    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once the body was copied or let go.</summary>
    public Task Taken => _taken.Task;

    public static bool IsStreamed(HttpRequest request) => request.Headers["Lambda-Runtime-Function-Response-Mode"] == "streaming";

    /// <summary>Reads what stands before the 8 NUL bytes; null if they do not come within a response's limit.</summary>
    public async Task<PooledBuffer?> ReadPreludeAsync()
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            var sequence = new SequenceReader<byte>(read.Buffer);
            if (sequence.TryReadTo(out ReadOnlySequence<byte> prelude, Separator))
            {
                var buffer = new PooledBuffer((int)prelude.Length + 1);
                foreach (var segment in prelude) buffer.Write(segment.Span);
                reader.AdvanceTo(sequence.Position);
                return buffer;
            }
            if (read.IsCompleted || read.Buffer.Length > RuntimeApi.MaxResponseBytes) return null;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Copies the body, each part as soon as it is there.</summary>
    /// <returns>False if it is longer than may be streamed, or broke off.</returns>
    public async Task<bool> CopyToAsync(PipeWriter writer, CancellationToken cancellation, long limit = MaxBytes)
    {
        try
        {
            for (long copied = 0; ;)
            {
                var read = await reader.ReadAsync(cancellation);
                copied += read.Buffer.Length;
                if (copied > limit) return false;
                // Each is flushed: its reader is not to wait for the next.
                foreach (var segment in read.Buffer) await writer.WriteAsync(segment, cancellation);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return true;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The function or its caller is gone.
            return false;
        }
        finally
        {
            Release();
        }
    }

    public void Release() => _taken.TrySetResult();
}

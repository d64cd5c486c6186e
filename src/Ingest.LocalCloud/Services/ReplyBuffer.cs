using System.Buffers;
using System.Text.Encodings.Web;
using Microsoft.Extensions.ObjectPool;

namespace Ingest.LocalCloud.Services;

/// <summary>The body of one response, written before its headers because Content-Length and x-amz-crc32 go first. Pooled.</summary>
internal sealed class ReplyBuffer : IResettable, IDisposable
{
    // A GetRecords page may take 14 MB; such a buffer is not worth keeping.
    private const int LargestKept = 1 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public ReplyBuffer() => Json = new Utf8JsonWriter(_bytes, new JsonWriterOptions
    {
        // The bytes are JSON on the wire, never embedded in a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public Utf8JsonWriter Json { get; }

    public ReadOnlyMemory<byte> Written
    {
        get
        {
            Json.Flush();
            return _bytes.WrittenMemory;
        }
    }

    public int Length
    {
        get
        {
            Json.Flush();
            return _bytes.WrittenCount;
        }
    }

    /// <summary>For what is not JSON.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Clear()
    {
        Json.Reset();
        _bytes.ResetWrittenCount();
    }

    public bool TryReset()
    {
        Clear();
        return _bytes.Capacity <= LargestKept;
    }

    public void Dispose() => Json.Dispose();
}

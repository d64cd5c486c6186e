using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Function.Buffers;

namespace Ingest.Function.FunctionUrl;

/// <summary>Writes a response's body, one JSON object, with a writer that is used again.</summary>
internal static class JsonBody
{
    /// <summary>What a list of hundreds of rejections needed is not kept for the next response.</summary>
    private const int LongestKept = 64 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? _writer;

    /// <param name="source">What the members are written from.</param>
    /// <param name="members">Writes them.</param>
    public static Utf8Body Write<T>(T source, Action<Utf8JsonWriter, T> members)
    {
        var (buffer, json) = _writer ?? NewWriter();
        // A writer that threw is not used again.
        _writer = null;
        json.WriteStartObject();
        members(json, source);
        json.WriteEndObject();
        json.Flush();
        var length = buffer.WrittenCount;
        var body = ArrayPool<byte>.Shared.Rent(length);
        buffer.WrittenSpan.CopyTo(body);
        buffer.ResetWrittenCount();
        json.Reset();
        if (buffer.Capacity <= LongestKept) _writer = (buffer, json);
        return Utf8Body.Rent(body, length);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) NewWriter()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        return (buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }
}

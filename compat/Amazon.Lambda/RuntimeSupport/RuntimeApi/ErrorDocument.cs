#nullable enable
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>
/// An exception as the runtime API takes it:
/// <c>{"errorType","errorMessage","stackTrace":["at …"],"cause":{…},"causes":[{…}]}</c>.
/// </summary>
internal static class ErrorDocument
{
    private const int MaxBytes = 256 * 1024;

    // Deep chains say nothing new, and a writer's depth is bounded.
    private const int MaxDepth = 20;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(Exception exception)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed)) Write(writer, exception, depth: 0);
        return buffer.WrittenCount <= MaxBytes
            ? buffer.WrittenMemory
            : """{"errorMessage": "Exception exceeded maximum payload size of 256KB."}"""u8.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Exception exception, int depth)
    {
        writer.WriteStartObject();
        writer.WriteString("errorType"u8, exception.GetType().Name);
        writer.WriteString("errorMessage"u8, exception.Message);
        if (exception.StackTrace is { Length: > 0 } trace)
        {
            writer.WriteStartArray("stackTrace"u8);
            foreach (var line in trace.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) writer.WriteStringValue(line);
            writer.WriteEndArray();
        }
        if (exception.InnerException is { } cause && depth < MaxDepth)
        {
            writer.WritePropertyName("cause"u8);
            Write(writer, cause, depth + 1);
        }
        if (exception is AggregateException aggregate && depth < MaxDepth)
        {
            writer.WriteStartArray("causes"u8);
            foreach (var inner in aggregate.InnerExceptions) Write(writer, inner, depth + 1);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}

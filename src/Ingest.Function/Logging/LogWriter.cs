using System.Buffers;
using System.Text.Json;
using Ingest.Function.Problems;

namespace Ingest.Function.Logging;

/// <summary>
/// Log lines as JSON objects on standard output, one a line: CloudWatch Logs Insights reads their members as fields.
/// Nothing is logged for a request that went well.
/// </summary>
/// <param name="output">Written to in one call a line; null is silent.</param>
/// <param name="time">The clock of the lines.</param>
internal sealed class LogWriter(Stream? output, TimeProvider time)
{
    /// <summary>An ARN's role and session names have 64 characters each; a path before them may have 512.</summary>
    private const int LongestCaller = 256;

    private readonly Lock _lock = new();

    public void Warning(string message, string? requestId = null, string? caller = null) => Write("WARN"u8, message, requestId, caller);

    public void Error(string message, string? requestId = null, string? caller = null) => Write("ERROR"u8, message, requestId, caller);

    private void Write(ReadOnlySpan<byte> level, string message, string? requestId, string? caller)
    {
        if (output is null) return;
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, time.GetUtcNow());
            json.WriteString("level"u8, level);
            if (requestId is not null) json.WriteString("requestId"u8, requestId);
            if (!string.IsNullOrEmpty(caller)) json.WriteString("caller"u8, Excerpt.Of(caller, LongestCaller));
            json.WriteString("message"u8, LogRedaction.Of(message, LogRedaction.Longest));
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        lock (_lock)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }
}

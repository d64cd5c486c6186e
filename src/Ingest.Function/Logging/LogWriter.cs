using System.Buffers;
using System.Globalization;
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

    /// <summary>Bytes of a line's time.</summary>
    public const int TimeWidth = 24;

    private readonly Lock _lock = new();

    public void Warning(string message, string? requestId = null, string? caller = null) => Write("WARN"u8, message, requestId, caller);

    public void Error(string message, string? requestId = null, string? caller = null) => Write("ERROR"u8, message, requestId, caller);

    /// <summary>A line as it is, in one call.</summary>
    /// <param name="line">Its newline included.</param>
    /// <exception cref="IOException">The output is closed.</exception>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        if (output is null) return;
        lock (_lock)
        {
            output.Write(line);
            output.Flush();
        }
    }

    /// <summary>As Lambda's filter by level reads it: RFC 3339, such as 2026-11-21T01:02:03.004Z. With any other a line counts as INFO.</summary>
    /// <param name="destination"><see cref="TimeWidth"/> bytes.</param>
    public static void FormatTime(DateTimeOffset time, Span<byte> destination) =>
        time.UtcDateTime.TryFormat(destination, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void Write(ReadOnlySpan<byte> level, string message, string? requestId, string? caller)
    {
        if (output is null) return;
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            Span<byte> now = stackalloc byte[TimeWidth];
            FormatTime(time.GetUtcNow(), now);
            json.WriteString("timestamp"u8, now);
            json.WriteString("level"u8, level);
            if (requestId is not null) json.WriteString("requestId"u8, requestId);
            if (!string.IsNullOrEmpty(caller)) json.WriteString("caller"u8, Excerpt.Of(caller, LongestCaller));
            json.WriteString("message"u8, LogRedaction.Of(message, LogRedaction.Longest));
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        WriteLine(line.WrittenSpan);
    }
}

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
    private readonly LineLimit _limit = new(time);

    public void Warning(string message, string? requestId = null) => Write(ProblemLevel.Warning, message, requestId);

    public void Error(string message, string? requestId = null) => Write(ProblemLevel.Error, message, requestId);

    /// <summary>What should not happen: its frames are offsets into the binary, which ./ingest symbolize reads by the build's id.</summary>
    public void Error(Exception exception, string? requestId = null) =>
        Write(ProblemLevel.Error, exception.ToString(), requestId, "", static json => json.WriteString("build"u8, BuildId.Read("/proc/self/exe")));

    /// <summary>A line of a kind that may come with each request: the first is written at once, then one in 10 s, which says how many were left out.</summary>
    /// <param name="kind">One of a closed set, never what a producer sent.</param>
    /// <param name="message">Nothing of a body, and no secret.</param>
    /// <param name="caller">A key's name or an ARN; empty if there is none.</param>
    public void Sample(ProblemLevel level, string kind, string message, string? requestId = null, string caller = "") => Sample(level, kind, message, requestId, caller, 0, static (_, _) => { });

    /// <inheritdoc cref="Sample(ProblemLevel, string, string, string, string)"/>
    /// <param name="source">What further members are written from.</param>
    /// <param name="members">Writes them; whatever others chose is cut by it.</param>
    public void Sample<T>(ProblemLevel level, string kind, string message, string? requestId, string caller, T source, Action<Utf8JsonWriter, T> members)
    {
        if (output is null || !_limit.TryTake(kind, out var leftOut)) return;
        Write(level, message, requestId, caller, json =>
        {
            members(json, source);
            if (leftOut > 0) json.WriteNumber("leftOut"u8, leftOut);
        });
    }

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

    private void Write(ProblemLevel level, string message, string? requestId, string caller = "", Action<Utf8JsonWriter>? members = null)
    {
        if (output is null) return;
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            Span<byte> now = stackalloc byte[TimeWidth];
            FormatTime(time.GetUtcNow(), now);
            json.WriteString("timestamp"u8, now);
            json.WriteString("level"u8, level == ProblemLevel.Error ? "ERROR"u8 : "WARN"u8);
            if (requestId is not null) json.WriteString("requestId"u8, requestId);
            if (caller.Length > 0) json.WriteString("caller"u8, Excerpt.Of(caller, LongestCaller));
            json.WriteString("message"u8, LogRedaction.Of(SystemErrors.InWords(message), LogRedaction.Longest));
            members?.Invoke(json);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        WriteLine(line.WrittenSpan);
    }
}

#nullable enable
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// Formats log lines as the .NET runtimes do: <c>time TAB request id TAB level TAB message</c>, the message alone
/// (Unformatted), or one JSON object a line. Opens the console with the first line only.
/// </summary>
internal sealed class LogWriter(ExecutionEnvironment environment, TimeProvider time, TextWriter? output = null)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<LogLevel> _minimum = new(() => ParseLevel(environment.LogLevel) ?? LogLevel.Information);

    public void WriteText(string? text) => (output ?? Console.Out).Write(text);

    /// <summary>A level that is no <see cref="LogLevel"/> is written as trace and never dropped, as officially.</summary>
    public void Write(InvocationHeaders? invocation, string? level, Exception? exception, string? message)
    {
        var known = ParseLevel(level);
        if (known < _minimum.Value) return;
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var text = (message, exception) switch
        {
            (_, null) => message,
            (null or "", _) => exception.ToString(),
            _ => $"{message}\n{exception}",
        };
        (output ?? Console.Out).WriteLine(environment.LogFormat?.ToUpperInvariant() switch
        {
            "JSON" => Json(now, invocation, known ?? LogLevel.Information, exception, message),
            "UNFORMATTED" => text,
            _ => $"{now}\t{invocation?.RequestId}\t{Label(known ?? LogLevel.Trace)}\t{text}",
        });
    }

    private static string Json(string now, InvocationHeaders? invocation, LogLevel level, Exception? exception, string? message)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", now);
            writer.WriteString("level", level.ToString());
            if (invocation is not null) writer.WriteString("requestId", invocation.RequestId);
            if (!string.IsNullOrEmpty(invocation?.TenantId)) writer.WriteString("tenantId", invocation.TenantId);
            if (!string.IsNullOrEmpty(invocation?.TraceId)) writer.WriteString("traceId", invocation.TraceId);
            writer.WriteString("message", message ?? string.Empty);
            if (exception is not null)
            {
                writer.WriteString("errorType", exception.GetType().FullName);
                writer.WriteString("errorMessage", exception.Message);
                writer.WriteStartArray("stackTrace");
                foreach (var line in exception.ToString().Split('\n', StringSplitOptions.TrimEntries)) writer.WriteStringValue(line);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static LogLevel? ParseLevel(string? level) => level?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFORMATION" or "INFO" => LogLevel.Information,
        "WARNING" or "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" or "FATAL" => LogLevel.Critical,
        _ => null,
    };

    private static string Label(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}

using NBomber.Contracts;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace NBomber.Reports;

/// <summary>The test's logger: the caller's own, or a file beside the reports with warnings repeated on the error stream.</summary>
internal static class Logging
{
    public static Logger Create(NBomberContext context)
    {
        if (context.LoggerConfig is not null) return context.LoggerConfig().CreateLogger();
        var configuration = new LoggerConfiguration().MinimumLevel.Is(context.MinimumLogLevel)
            .WriteTo.Sink(new WriterSink(Console.Error), LogEventLevel.Warning);
        if (context.ReportFormats.Count == 0) return configuration.CreateLogger();
        Directory.CreateDirectory(context.ReportFolder!);
        var path = Path.Combine(context.ReportFolder!, $"nbomber-log-{context.Time.GetUtcNow():yyyyMMddHHmmss}.txt");
        return configuration.WriteTo.Sink(new WriterSink(new StreamWriter(path, append: true) { AutoFlush = true })).CreateLogger();
    }

    private sealed class WriterSink(TextWriter writer) : ILogEventSink, IDisposable
    {
        private readonly Lock _lock = new();

        public void Emit(LogEvent logEvent)
        {
            lock (_lock)
            {
                writer.WriteLine($"{logEvent.Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{logEvent.Level}] {logEvent.RenderMessage()}");
                if (logEvent.Exception is not null) writer.WriteLine(logEvent.Exception);
            }
        }

        public void Dispose()
        {
            if (writer is StreamWriter file) file.Dispose();
        }
    }
}

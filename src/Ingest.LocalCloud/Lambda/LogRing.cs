namespace Ingest.LocalCloud.Lambda;

/// <summary>One line a function wrote to stdout or stderr, or one the platform wrote about it.</summary>
/// <param name="Sequence">Rises by one a line; names the place to read on from.</param>
internal sealed record LogLine(long Sequence, DateTimeOffset Time, string LogStream, string Text);

/// <summary>Takes every log line as it is written, on the writer's thread.</summary>
internal interface ILogSink
{
    /// <param name="logStream">The environment's log stream.</param>
    /// <param name="line">Without its newline; an EMF document is one such line.</param>
    void Write(DateTimeOffset time, string logStream, string line);
}

/// <summary>The newest lines of all environments; the oldest fall out.</summary>
internal sealed class LogRing(int capacity) : ILogSink
{
    private readonly Lock _lock = new();
    private readonly LogLine?[] _lines = new LogLine?[capacity];
    private long _next;

    public void Write(DateTimeOffset time, string logStream, string line)
    {
        lock (_lock)
        {
            _lines[_next % capacity] = new LogLine(_next, time, logStream, line);
            _next++;
        }
    }

    /// <summary>Up to <paramref name="limit"/> of the newest lines from <paramref name="from"/> on, oldest first.</summary>
    public IReadOnlyList<LogLine> Read(long from, int limit)
    {
        lock (_lock)
        {
            var first = Math.Max(Math.Max(from, _next - capacity), _next - limit);
            var lines = new List<LogLine>();
            for (var i = Math.Max(first, 0); i < _next; i++) lines.Add(_lines[i % capacity]!);
            return lines;
        }
    }
}

namespace Ingest.LocalCloud.Console;

/// <summary>What the function did and wrote: <c>GET /api/invocations</c> and <c>GET /api/logs</c>.</summary>
internal sealed class InvocationReports(ConsoleSources sources)
{
    /// <summary>The newest invocations, newest first, as Lambda's REPORT lines put them.</summary>
    public Action<Utf8JsonWriter> Reports(int limit) => json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("invocations");
        foreach (var report in sources.Metrics.ReadTotals().Reports.Reverse().Take(limit))
        {
            json.WriteStartObject();
            json.WriteString("time", report.Time);
            json.WriteString("requestId", report.RequestId);
            json.WriteNumber("environment", report.Environment);
            json.WriteString("outcome", report.Outcome.ToString());
            json.WriteNumber("durationMs", Math.Round(report.Duration.TotalMilliseconds, 3));
            json.WriteNumber("billedMs", report.BilledMilliseconds);
            if (report.InitDuration is { } init) json.WriteNumber("initMs", Math.Round(init.TotalMilliseconds, 3));
            json.WriteNumber("maxMemoryBytes", report.MaxMemoryBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    };

    /// <summary>Lines after <paramref name="after"/>, oldest first; <c>next</c> is the <c>after</c> of the next call.</summary>
    public Action<Utf8JsonWriter> Logs(int after, int limit) => json =>
    {
        var lines = sources.Logs.Read(after + 1L, limit);
        json.WriteStartObject();
        json.WriteStartArray("lines");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", line.Sequence);
            json.WriteString("time", line.Time);
            json.WriteString("logStream", line.LogStream);
            json.WriteString("text", line.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("next", lines.Count == 0 ? after : lines[^1].Sequence);
        json.WriteEndObject();
    };
}

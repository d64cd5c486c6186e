using Ingest.Perf.Measuring;
using Ingest.Perf.Sinks;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Peers;

/// <summary>What the figures of a comparison are called, and the medians they hold.</summary>
internal static class PeerFigures
{
    public static void Record(Figures figures, IEnumerable<KeyValuePair<string, List<ColdStart>>> starts, SinkKind kind)
    {
        foreach (var (name, runs) in starts)
        {
            figures[$"{Key(name, kind)}.next_ms"] = runs.Select(r => r.ToNextMs).Median();
            figures[$"{Key(name, kind)}.answer_ms"] = runs.Select(r => r.ToAnswerMs).Median();
            figures[$"{Key(name, kind)}.first_ms"] = runs.Select(r => r.FirstInvocationMs).Median();
        }
    }

    public static void Record(Figures figures, IEnumerable<KeyValuePair<string, List<WarmRun>>> targets, SinkKind kind, int events)
    {
        foreach (var (name, runs) in targets)
        {
            figures[$"{Key(name, kind)}.cpu_us.{events}"] = runs.Select(r => r.CpuUs).Median();
            figures[$"{Key(name, kind)}.wall_us.{events}"] = runs.Select(r => r.P50Us).Median();
            figures[$"{Key(name, kind)}.peak_mb.{events}"] = runs.Select(r => r.PeakMb).Median();
        }
    }

    /// <summary>A target's name, and how it reaches the sinks where that is not plain HTTP.</summary>
    private static string Key(string name, SinkKind kind) => kind == SinkKind.Plain ? name : $"{name}.{kind}";
}

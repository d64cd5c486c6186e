using Ingest.Perf.Events;
using Ingest.Perf.Measuring;
using Ingest.Perf.Sinks;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Peers;

/// <summary>What the figures of a comparison are called, and the medians they hold.</summary>
internal static class PeerFigures
{
    public static void Record(Figures figures, IEnumerable<KeyValuePair<string, List<ColdStart>>> starts, SinkKind kind, BodyForm form)
    {
        foreach (var (name, runs) in starts)
        {
            figures[$"{Key(name, kind, form)}.next_ms"] = runs.Select(r => r.ToNextMs).Median();
            figures[$"{Key(name, kind, form)}.answer_ms"] = runs.Select(r => r.ToResponseMs).Median();
            figures[$"{Key(name, kind, form)}.first_ms"] = runs.Select(r => r.FirstInvocationMs).Median();
        }
    }

    public static void Record(Figures figures, IEnumerable<KeyValuePair<string, List<WarmRun>>> targets, SinkKind kind, BodyForm form, int events)
    {
        foreach (var (name, runs) in targets)
        {
            figures[$"{Key(name, kind, form)}.cpu_us.{events}"] = runs.Select(r => r.CpuUs).Median();
            figures[$"{Key(name, kind, form)}.wall_us.{events}"] = runs.Select(r => r.P50Us).Median();
            figures[$"{Key(name, kind, form)}.first_us.{events}"] = runs.Select(r => r.FirstUs).Median();
            figures[$"{Key(name, kind, form)}.peak_mb.{events}"] = runs.Select(r => r.PeakMb).Median();
        }
    }

    /// <summary>A target's name, how it reaches the sinks where that is not plain HTTP, and its bodies where they are not text.</summary>
    private static string Key(string name, SinkKind kind, BodyForm form) =>
        $"{name}{(kind == SinkKind.Plain ? "" : $".{kind}")}{(form == BodyForm.Text ? "" : $".{form}")}";
}

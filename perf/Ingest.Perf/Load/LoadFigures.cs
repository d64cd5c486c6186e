using Ingest.LoadGen.Results;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Load;

/// <summary>What of a run the limits and the README know.</summary>
internal static class LoadFigures
{
    /// <param name="run">The load generator's account.</param>
    /// <param name="functionCpu">Of all environments, warm-up and initialization included.</param>
    /// <param name="cloudCpu">Of the local cloud itself, start and reading back of all events included.</param>
    /// <param name="events">A POST.</param>
    public static Figures Of(RunSummary run, TimeSpan functionCpu, TimeSpan cloudCpu, int events) => new()
    {
        ["asked_per_second"] = run.Throughput.AskedPerSecond,
        ["accepted_per_second"] = run.Throughput.AcceptedPerSecond,
        ["events_per_second"] = run.Throughput.AcknowledgedEventsPerSecond,
        ["seconds"] = run.Seconds,
        ["intended_p50_ms"] = run.IntendedLatency.P50,
        ["intended_p99_ms"] = run.IntendedLatency.P99,
        // What was sent and neither stored nor refused with a reason counts as lost, as does what a sink lacks.
        ["lost"] = run.Conservation.Counts.Sent - run.Conservation.Counts.Acknowledged - run.Conservation.Counts.Rejected + run.Conservation.Sinks.Sum(s => s.Missing),
        // The events of the warm-up are counted, its requests are not.
        ["function_cpu_us"] = functionCpu.TotalMicroseconds / (run.Conservation.Counts.Sent / (double)events),
        ["cloud_cpu_us"] = cloudCpu.TotalMicroseconds / (run.Conservation.Counts.Sent / (double)events),
    };
}

using HdrHistogram;

namespace Ingest.LocalCloud.Lambda;

/// <summary>Latencies at the URL of the last minute by outcome, kept in slots of five seconds. Not thread-safe: its owner's lock guards it.</summary>
internal sealed class RecentLatency
{
    private const int SlotSeconds = 5;
    private const int Slots = 12;
    private const long MostMicroseconds = 120_000_000;

    /// <summary>A refusal and a failure take another time than a success: in one figure each would hide the others.</summary>
    private static readonly string[] Outcomes = ["2xx", "4xx", "429", "5xx"];

    private readonly Slot[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => new Slot())];

    public void Record(int status, TimeSpan latency, DateTimeOffset now)
    {
        var at = now.ToUnixTimeSeconds() / SlotSeconds;
        var slot = _slots[at % Slots];
        if (slot.At != at) slot.Restart(at);
        var outcome = status switch { 429 => 2, >= 500 => 3, >= 400 => 1, _ => 0 };
        (slot.ByOutcome[outcome] ??= New()).RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 0, MostMicroseconds));
    }

    /// <summary>Each outcome that there was, then all of them together.</summary>
    public IReadOnlyList<LatencyOf> Read(DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeSeconds() / SlotSeconds - Slots + 1;
        var (all, read) = (New(), new List<LatencyOf>());
        for (var outcome = 0; outcome < Outcomes.Length; outcome++)
        {
            var sum = New();
            foreach (var slot in _slots)
            {
                if (slot.At >= oldest && slot.ByOutcome[outcome] is { TotalCount: > 0 } part) sum.Add(part);
            }
            if (sum.TotalCount == 0) continue;
            read.Add(Of(Outcomes[outcome], sum));
            all.Add(sum);
        }
        read.Add(Of("all", all));
        return read;
    }

    // In microseconds, exact to 1 %.
    private static IntHistogram New() => new(MostMicroseconds, 2);

    private static LatencyOf Of(string outcome, IntHistogram latency)
    {
        return new LatencyOf(outcome, latency.TotalCount, At(50), At(95), At(99), At(100));

        double At(double percentile) => latency.TotalCount == 0 ? 0 : latency.GetValueAtPercentile(percentile) / 1000.0;
    }

    private sealed class Slot
    {
        public long At { get; private set; }

        public IntHistogram?[] ByOutcome { get; } = new IntHistogram?[Outcomes.Length];

        public void Restart(long at)
        {
            At = at;
            foreach (var histogram in ByOutcome) histogram?.Reset();
        }
    }
}

/// <summary>Requests of the last minute with one outcome; latencies in milliseconds.</summary>
internal sealed record LatencyOf(string Outcome, long Requests, double P50, double P95, double P99, double Max);

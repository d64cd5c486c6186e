using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Tests;

/// <summary>A sink in memory that answers as a test tells it.</summary>
internal sealed class MemorySink : ISink
{
    private readonly Lock _lock = new();

    public string Name => "memory";

    public string UnitName => "memory unit";

    public CallLimits Limits { get; init; } = new(500, 5 * 1024 * 1024, 1024 * 1024, CallsPerWrite: 1, DistinctKeys: false);

    /// <summary>Answers one call; by default all is stored.</summary>
    public Func<SinkCall, CancellationToken, Task<WriteOutcome[]>> Answer { get; set; } = (call, _) => Task.FromResult(All(call, WriteOutcome.Written));

    /// <summary>Ids per call, in order.</summary>
    public List<string[]> Calls { get; } = [];

    public static WriteOutcome[] All(SinkCall call, WriteOutcome outcome) => [.. Enumerable.Repeat(outcome, call.Units.Count)];

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => e.Length;

    public SinkWrite Prepare(EventBatch batch) => new(batch, [.. batch.Events.Select((e, i) => new WriteUnit(i, 1, e.Length))]);

    public Task<WriteOutcome[]> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        lock (_lock) Calls.Add([.. call.Units.Select(u => u.Write.Batch.TextOf(u.Write.Batch.Events[u.Unit].Id))]);
        return Answer(call, cancellation);
    }
}

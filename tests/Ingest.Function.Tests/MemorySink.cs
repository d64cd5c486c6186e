using Ingest.Function.Delivery;
using Ingest.Function.Events;
using Ingest.Function.Sinks;

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

    public SinkWrite Prepare(EventBatch batch)
    {
        var write = SinkWrite.Rent(batch);
        for (var i = 0; i < batch.Events.Count; i++) write.Add(new WriteUnit(i, 1, batch.Events[i].Length));
        return write;
    }

    public async ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        lock (_lock) Calls.Add([.. call.Units.Select(u => u.Write.Batch.TextOf(u.Write.Batch.Events[u.Unit].Id))]);
        return await Answer(call, cancellation);
    }

    public CallFailure Explain(Exception e) => AwsFailure.Explain(e);
}

internal static class SinkExtensions
{
    public static async Task<WriteOutcome[]> AnswerAsync(this ISink sink, SinkCall call, CancellationToken cancellation) => (await sink.WriteAsync(call, cancellation)).ToArray();
}

namespace Ingest.Function.Tests.Delivery;

/// <summary>A sink of one unit an event, each of whose steps is the test's.</summary>
internal sealed class FakeSink(string name = "fake") : ISink
{
    public string Name => name;

    public string UnitName => "unit";

    public CallLimits Limits { get; init; } = new(500, 1_000_000, 100_000, CallsPerWrite: 1, DistinctKeys: false);

    /// <summary>Comes before a batch is grouped.</summary>
    public Action OnPrepare { get; init; } = () => { };

    /// <summary>Makes a call; what it throws is thrown before there is anything to be awaited.</summary>
    public Func<SinkCall, CancellationToken, ValueTask<ReadOnlyMemory<WriteOutcome>>> OnWrite { get; set; } = (call, _) => All(call, WriteOutcome.Written);

    /// <summary>Ids per call, in order.</summary>
    public List<string[]> Calls { get; } = [];

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => e.Length;

    public SinkWrite Prepare(EventBatch batch)
    {
        OnPrepare();
        var write = SinkWrite.Rent(batch);
        for (var i = 0; i < batch.Events.Count; i++) write.Add(new WriteUnit(i, 1, batch.Events[i].Length));
        return write;
    }

    public ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        lock (Calls) Calls.Add(Ids(call));
        return OnWrite(call, cancellation);
    }

    public CallFailure Explain(Exception e) => AwsFailure.Explain(e);

    public SinkWriter Writer(TimeProvider time, bool isShared = false, LogWriter? log = null) =>
        new(this, RetrySchedule.Default(new Random(1)), isShared, time, log ?? new LogWriter(null, time), new SinkMetrics(Name, new Lock()));

    public static ValueTask<ReadOnlyMemory<WriteOutcome>> All(SinkCall call, WriteOutcome outcome)
    {
        call.Outcomes.Span.Fill(outcome);
        return new(call.Outcomes);
    }

    public static string[] Ids(SinkCall call) => [.. call.Units.Select(u => u.Write.Batch.StringOf(u.Write.Event(u.Write.Units[u.Unit].First).Id))];
}

/// <summary>What a body lies in, and whether it was given back.</summary>
internal sealed class BodyOwner : IDisposable
{
    private readonly TaskCompletionSource _disposed = new();

    public int Disposals { get; private set; }

    /// <summary>Ends when it was given back; fails if that never comes.</summary>
    public Task Disposed => _disposed.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        Disposals++;
        _disposed.TrySetResult();
    }
}

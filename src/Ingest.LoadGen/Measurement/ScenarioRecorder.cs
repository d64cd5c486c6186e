using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen.Measurement;

/// <summary>What is measured of one scenario: of its first requests, and whether its posts became durable.</summary>
internal sealed class ScenarioRecorder(string name, ArrivalProfile profile)
{
    private long _claimed;
    private long _succeeded;
    private long _abandoned;

    public string Name => name;
    public ArrivalProfile Profile => profile;

    /// <summary>First requests answered with 2xx, from their intended start.</summary>
    public LatencyHistogram Intended { get; } = new();
    public long Posts => Volatile.Read(ref _claimed);

    /// <summary>Posts whose first request brought a 2xx.</summary>
    public long Succeeded => Volatile.Read(ref _succeeded);

    /// <summary>Posts that never became durable.</summary>
    public long Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>When the next start is due.</summary>
    public TimeSpan Claim() => profile.DueAt(Interlocked.Increment(ref _claimed) - 1);

    public void Finished(bool isDurable)
    {
        if (!isDurable) Interlocked.Increment(ref _abandoned);
    }

    public void Completed(Outcome first, TimeSpan latency)
    {
        if (!first.IsSuccess()) return;
        Interlocked.Increment(ref _succeeded);
        Intended.Record(latency);
    }
}

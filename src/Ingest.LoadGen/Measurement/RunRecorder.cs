using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen.Measurement;

/// <summary>
/// Everything measured while load is on. Latency is recorded twice: from the request's actual start, and from the moment
/// the schedule meant it to start, so that a generator or server that falls behind can't hide it (coordinated omission).
/// </summary>
internal sealed class RunRecorder(IReadOnlyList<ScenarioRecorder> scenarios, TimeProvider time) : IRequestObserver
{
    private readonly long[] _outcomes = new long[Outcomes.Kinds];
    private readonly long[] _statuses = new long[1000];
    private long _began = -1;
    private TimeSpan _cpuBefore;
    private long _requests;
    private long _bytes;
    private long _events;
    private long _abandoned;
    private long _firstSequence = long.MaxValue;
    private long _violations;
    private long _signing;
    private string? _firstViolation;
    private string? _firstError;

    /// <summary>A run of one scenario.</summary>
    public RunRecorder(ArrivalProfile profile, TimeProvider time) : this([new ScenarioRecorder("ingest", profile)], time)
    {
    }

    /// <summary>A run of the plan's scenarios.</summary>
    public static RunRecorder Of(LoadPlan plan, TimeProvider time) => new([.. plan.Scenarios.Select(s => new ScenarioRecorder(s.Name, new ArrivalProfile(s.Stages)))], time);

    public IReadOnlyList<ScenarioRecorder> Scenarios => scenarios;

    /// <summary>Starts in all that the plan has.</summary>
    public long Starts => scenarios.Sum(s => s.Profile.Starts);
    public TimeSpan Duration => scenarios.Max(s => s.Profile.Duration);
    public Timeline Timeline { get; } = new();

    /// <summary>Requests that brought no 2xx, by what came back.</summary>
    public FailureLog Failures { get; } = new();

    /// <summary>First requests answered with 2xx, from their actual start.</summary>
    public LatencyHistogram Service { get; } = new();

    /// <summary>The same, from their intended start.</summary>
    public LatencyHistogram Intended { get; } = new();

    /// <summary>Posts from their intended start until all their events were durable, resends included: what a producer lives with.</summary>
    public LatencyHistogram Durable { get; } = new();

    /// <summary>Requests that brought no 2xx, resends included, those without a response at their time-out.</summary>
    public LatencyHistogram Failed { get; } = new();

    /// <summary>All requests that were answered, whatever the status.</summary>
    public LatencyHistogram Responses { get; } = new();

    /// <summary>The same on the wire: from the last byte written to the first one read.</summary>
    public LatencyHistogram Wire { get; } = new();

    /// <summary>How late the generator itself was with each start.</summary>
    public LatencyHistogram Lag { get; } = new();

    public long Posts => scenarios.Sum(s => s.Posts);
    public long Requests => Volatile.Read(ref _requests);
    /// <summary>Posts that were not durable when their producer abandoned them or the endpoint refused them for good.</summary>
    public long Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Events from this sequence on were measured; those before were the warm-up's.</summary>
    public long FirstSequence => Volatile.Read(ref _firstSequence);
    public long BytesSent => Volatile.Read(ref _bytes);
    public long EventsSent => Volatile.Read(ref _events);
    /// <summary>What signing took in all.</summary>
    public TimeSpan Signing => new(Volatile.Read(ref _signing));
    public long Violations => Volatile.Read(ref _violations);
    public string? FirstViolation => Volatile.Read(ref _firstViolation);
    public string? FirstError => Volatile.Read(ref _firstError);
    public IReadOnlyList<long> ByOutcome => _outcomes;
    public IEnumerable<(int Status, long Count)> ByStatus => _statuses.Select((count, status) => (status, count)).Where(s => s.count > 0);
    public TimeSpan Elapsed => Volatile.Read(ref _began) < 0 ? TimeSpan.Zero : time.GetElapsedTime(_began);

    /// <summary>An iteration begins: how late it is.</summary>
    /// <param name="elapsed">NBomber's clock of the scenario.</param>
    /// <param name="scenario">Which.</param>
    public TimeSpan Claim(TimeSpan elapsed, int scenario = 0)
    {
        if (Volatile.Read(ref _began) < 0) Begin(elapsed);
        var due = scenarios[scenario].Claim();
        var lag = elapsed > due ? elapsed - due : TimeSpan.Zero;
        Lag.Record(lag);
        return lag;
    }

    /// <summary>How many starts are due in each second.</summary>
    public int[] AskedPerSecond()
    {
        var asked = new int[(int)Math.Ceiling(Duration.TotalSeconds)];
        foreach (var scenario in scenarios)
        {
            var seconds = scenario.Profile.PerSecond();
            for (var second = 0; second < seconds.Length; second++) asked[second] += seconds[second];
        }
        return asked;
    }

    /// <summary>CPU time of the process since the first measured start.</summary>
    public TimeSpan CpuTime() => Environment.CpuUsage.TotalTime - _cpuBefore;

    private void Begin(TimeSpan elapsed)
    {
        var began = time.GetTimestamp() - (long)(elapsed.TotalSeconds * time.TimestampFrequency);
        if (Interlocked.CompareExchange(ref _began, began, -1) == -1) _cpuBefore = Environment.CpuUsage.TotalTime;
    }

    private void Begin(long sequence)
    {
        for (var first = Volatile.Read(ref _firstSequence); sequence < first; first = Volatile.Read(ref _firstSequence))
            Interlocked.CompareExchange(ref _firstSequence, sequence, first);
    }

    /// <summary>A response began to come, on whichever connection.</summary>
    public void OnWire(TimeSpan took)
    {
        if (Volatile.Read(ref _began) >= 0) Wire.Record(took);
    }

    public void Finished(Post post, TimeSpan elapsed, bool isDurable)
    {
        if (!post.IsMeasured) return;
        scenarios[post.Scenario].Finished(isDurable);
        if (isDurable) Durable.Record(elapsed + post.Lag);
        else Interlocked.Increment(ref _abandoned);
    }

    public void Sending(Post post, int attempt)
    {
        if (!post.IsMeasured) return;
        Timeline.Start(Elapsed, post.Length);
        if (attempt == 1) Begin(post.Sequences[0]);
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytes, post.Length);
        if (attempt == 1) Interlocked.Add(ref _events, post.Count);
    }

    public void Authenticated(Post post, TimeSpan took)
    {
        if (post.IsMeasured) Interlocked.Add(ref _signing, took.Ticks);
    }

    public void Completed(Post post, int attempt, in RequestResult result, TimeSpan latency, string? violation)
    {
        if (violation is not null)
        {
            Interlocked.Increment(ref _violations);
            Interlocked.CompareExchange(ref _firstViolation, violation, null);
        }
        if (result.Error is not null) Interlocked.CompareExchange(ref _firstError, result.Error, null);
        if (!post.IsMeasured) return;
        Interlocked.Increment(ref _outcomes[(int)result.Outcome]);
        Interlocked.Increment(ref _statuses[Math.Clamp(result.Status, 0, 999)]);
        Timeline.Complete(Elapsed, result.Outcome, attempt == 1 && result.Outcome.IsSuccess() ? latency + post.Lag : null, result.BodyLength);
        if (result.Status > 0) Responses.Record(latency);
        if (attempt == 1) scenarios[post.Scenario].Completed(result.Outcome, latency + post.Lag);
        if (!result.Outcome.IsSuccess())
        {
            Failed.Record(latency);
            Failures.Add(result, post.ResponseBody.AsSpan(0, result.BodyLength), time.GetUtcNow());
            return;
        }
        if (attempt > 1) return;
        Service.Record(latency);
        Intended.Record(latency + post.Lag);
    }
}

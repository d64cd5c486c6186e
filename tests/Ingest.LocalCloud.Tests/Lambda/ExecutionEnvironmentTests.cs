namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class ExecutionEnvironmentTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();
    private readonly List<InvocationResult> _failures = [];
    private int _released;
    private int _initialized;
    private ExecutionEnvironment _environment;

    public ExecutionEnvironmentTests() => _environment = Create(concurrency: 1);

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task AnInvocationWaitsForTheRuntimeAndItsTimeoutStartsWhenItIsReady()
    {
        var invocation = Event("a");
        _environment.Dispatch(invocation);
        _environment.MarkExecuted();
        _time.Advance(4 * Second);

        var next = await _environment.NextAsync(default);

        next.ShouldBe(invocation);
        _environment.InitDuration.ShouldBe(4 * Second);
        invocation.InitDuration.ShouldBe(4 * Second);
        _initialized.ShouldBe(1);
        _time.Advance(9 * Second);
        invocation.IsCompleted.ShouldBeFalse();
        _time.Advance(1 * Second);
        (await invocation.Completion).Outcome.ShouldBe(InvocationOutcome.TimedOut);
        _failures.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ARuntimeWaitsForAnInvocation()
    {
        var waiting = _environment.NextAsync(default).AsTask();
        var invocation = Event("a");

        _environment.Dispatch(invocation);

        (await waiting).ShouldBe(invocation);
        _environment.TryEnd("a", out var ended).ShouldBeTrue();
        ended.ShouldBe(invocation);
        _released.ShouldBe(1);
        _environment.TryEnd("a", out _).ShouldBeFalse();
        _released.ShouldBe(1);
    }

    [Fact]
    public async Task ARuntimeThatGaveUpWaitingLosesNoInvocation()
    {
        using var abandoned = new CancellationTokenSource();
        var first = _environment.NextAsync(abandoned.Token).AsTask();
        await abandoned.CancelAsync();
        (await first).ShouldBeNull();

        var invocation = Event("a");
        _environment.Dispatch(invocation);

        (await _environment.NextAsync(default)).ShouldBe(invocation);
    }

    [Fact]
    public async Task OneWatchdogServesInvocationAfterInvocation()
    {
        for (var i = 0; i < 50; i++)
        {
            var quick = Event($"{i}");
            _environment.Dispatch(quick);
            await _environment.NextAsync(default);
            _time.Advance(Second);
            _environment.TryEnd($"{i}", out _).ShouldBeTrue();
        }
        var slow = Event("slow");
        _environment.Dispatch(slow);
        await _environment.NextAsync(default);

        _time.Advance(TimeSpan.FromSeconds(9.9));
        slow.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));

        slow.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task AnInvocationTheRuntimeNeverAsksForTimesOutToo()
    {
        _environment.Dispatch(Event("a"));
        await _environment.NextAsync(default);
        _environment.TryEnd("a", out _).ShouldBeTrue();
        var second = Event("b");
        _environment.Dispatch(second);

        _time.Advance(10 * Second);

        (await second.Completion).Outcome.ShouldBe(InvocationOutcome.TimedOut);
    }

    [Fact]
    public async Task InitTimesOut()
    {
        var invocation = Event("a");
        _environment.Dispatch(invocation);

        _time.Advance(20 * Second);

        (await invocation.Completion).Error.ShouldBe("Init timed out after 20.00 seconds");
        _failures.Single().Outcome.ShouldBe(InvocationOutcome.InitFailed);
    }

    [Fact]
    public async Task AFailedEnvironmentTakesNothingMore()
    {
        var waiting = _environment.NextAsync(default).AsTask();
        _environment.Fail(new InvocationResult(InvocationOutcome.EnvironmentExited, Error: "gone"));
        _environment.Fail(new InvocationResult(InvocationOutcome.TimedOut));

        var late = Event("a");
        _environment.Dispatch(late);

        (await waiting).ShouldBeNull();
        (await late.Completion).Error.ShouldBe("gone");
        (await _environment.NextAsync(default)).ShouldBeNull();
        _failures.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AManagedInstancesTimeoutFailsOneInvocationAndFreesItsSlotWhenTheCodeEnds()
    {
        _environment.Dispose();
        _environment = Create(concurrency: 2);
        var slow = Event("slow");
        var other = Event("other");
        _environment.Dispatch(slow);
        await _environment.NextAsync(default);
        _time.Advance(5 * Second);
        _environment.Dispatch(other);
        await _environment.NextAsync(default);

        _time.Advance(5 * Second);

        (await slow.Completion).Outcome.ShouldBe(InvocationOutcome.TimedOut);
        other.IsCompleted.ShouldBeFalse();
        _failures.ShouldBeEmpty();
        _released.ShouldBe(0);
        _environment.TryEnd("slow", out _).ShouldBeTrue();
        _released.ShouldBe(1);
        _time.Advance(5 * Second);
        other.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task AManagedInstanceNeverGetsAnInvocationThatTimedOutWhileItWaited()
    {
        _environment.Dispose();
        _environment = Create(concurrency: 2);
        await StartAsync();
        var expired = Event("expired");
        _environment.Dispatch(expired);
        _time.Advance(10 * Second);
        var fresh = Event("fresh");
        _environment.Dispatch(fresh);

        (await expired.Completion).Outcome.ShouldBe(InvocationOutcome.TimedOut);
        (await _environment.NextAsync(default)).ShouldBe(fresh);
        _released.ShouldBe(2);
    }

    private async Task StartAsync()
    {
        _environment.Dispatch(Event("start"));
        await _environment.NextAsync(default);
        _environment.TryEnd("start", out _).ShouldBeTrue();
    }

    private static Invocation Event(string id) => new(id, "trace", new PooledBuffer(16));

    private ExecutionEnvironment Create(int concurrency)
    {
        var options = new LocalCloudOptions
        {
            FunctionPath = "",
            Time = _time,
            Timeout = 10 * Second,
            InitTimeout = 20 * Second,
            EnvironmentConcurrency = concurrency,
        };
        return new ExecutionEnvironment(1, options)
        {
            Initialized = _ => _initialized++,
            Failed = (_, result) => _failures.Add(result),
            Released = _ => _released++,
        };
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// One execution environment's invocations: waiting for the runtime, in its hands, or asked for by it. Holds no socket
/// and no process; <see cref="RuntimeApi"/> feeds it and <see cref="EnvironmentHost"/> runs it.
/// </summary>
internal sealed class ExecutionEnvironment : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Invocation> _pending = [];
    private readonly List<Invocation> _inFlight = [];
    private readonly Queue<TaskCompletionSource<Invocation?>> _waiting = [];
    private readonly FunctionOptions _options;
    private readonly ITimer _watchdog;
    private readonly long _created;
    private long _executed;
    private bool _watchdogArmed = true;
    private InvocationResult? _failure;

    public ExecutionEnvironment(int number, FunctionOptions options)
    {
        Number = number;
        _options = options;
        _created = LastUsed = options.Time.GetTimestamp();
        _watchdog = options.Time.CreateTimer(static self => ((ExecutionEnvironment)self!).Watch(), this, options.InitTimeout, Timeout.InfiniteTimeSpan);
    }

    public int Number { get; }

    /// <summary>Invocations assigned and not yet answered; kept by the pool.</summary>
    public int Active { get; set; }

    /// <summary>When the pool last had it back, as a timestamp; kept by the pool.</summary>
    public long LastUsed { get; set; }

    /// <summary>Invocations answered so far.</summary>
    public long Served { get; private set; }

    /// <summary>From exec to the runtime's first request for an invocation; null until then.</summary>
    public TimeSpan? InitDuration { get; private set; }

    public bool IsManaged => _options.EnvironmentConcurrency > 1;

    /// <summary>Called once, when the runtime asks for its first invocation.</summary>
    public Action<ExecutionEnvironment>? Initialized { get; init; }

    /// <summary>Called once when the environment must end, with what to tell its invocations.</summary>
    public Action<ExecutionEnvironment, InvocationResult>? Failed { get; init; }

    /// <summary>Called for each slot that becomes free.</summary>
    public Action<ExecutionEnvironment>? Released { get; init; }

    /// <summary>Marks the moment of exec, from which initialization is timed.</summary>
    public void MarkExecuted()
    {
        _executed = _options.Time.GetTimestamp();
        _watchdog.Change(_options.InitTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Others start before it: its time to initialize does not begin yet.</summary>
    public void AwaitStart() => _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Hands an invocation to the runtime, at once if it is waiting for one.</summary>
    public void Dispatch(Invocation invocation)
    {
        TaskCompletionSource<Invocation?>? waiter = null;
        InvocationResult? failure;
        lock (_lock)
        {
            invocation.Environment = Number;
            failure = _failure;
            if (failure is null)
            {
                if (InitDuration is not null) SetDeadline(invocation);
                if (_waiting.TryDequeue(out waiter)) Begin(invocation);
                else _pending.Enqueue(invocation);
            }
        }
        if (failure is { } result) Abandon(invocation, result);
        // A waiter that was abandoned meanwhile leaves the invocation to the next one.
        else if (waiter is not null && !waiter.TrySetResult(invocation)) Requeue(invocation);
    }

    /// <summary>The runtime asks for its next invocation. Null when the environment is ending.</summary>
    public ValueTask<Invocation?> NextAsync(CancellationToken abandoned)
    {
        TaskCompletionSource<Invocation?>? waiter = null;
        Invocation? next;
        bool first;
        lock (_lock)
        {
            if (_failure is not null) return ValueTask.FromResult<Invocation?>(null);
            first = InitDuration is null;
            if (first) EndInit();
            if (_pending.TryDequeue(out next)) Begin(next);
            else _waiting.Enqueue(waiter = new TaskCompletionSource<Invocation?>());
        }
        if (first) Initialized?.Invoke(this);
        return waiter is null ? ValueTask.FromResult(next) : WaitAsync(waiter, abandoned);
    }

    /// <summary>The invocation that the runtime begins to answer; it stays in its hands.</summary>
    public bool TryFind(string requestId, [NotNullWhen(true)] out Invocation? invocation)
    {
        lock (_lock) invocation = _inFlight.Find(one => one.RequestId == requestId);
        return invocation is not null;
    }

    /// <summary>Takes the invocation that the runtime answers out of its hands; its slot is free again.</summary>
    public bool TryEnd(ReadOnlySpan<char> requestId, [NotNullWhen(true)] out Invocation? invocation)
    {
        invocation = null;
        lock (_lock)
        {
            for (var i = 0; i < _inFlight.Count; i++)
            {
                if (!requestId.SequenceEqual(_inFlight[i].RequestId)) continue;
                invocation = _inFlight[i];
                _inFlight.RemoveAt(i);
                Served++;
                break;
            }
        }
        if (invocation is null) return false;
        Released?.Invoke(this);
        return true;
    }

    /// <summary>Ends the environment: its invocations get <paramref name="result"/>, and no further one is taken.</summary>
    public void Fail(InvocationResult result)
    {
        Invocation[] lost;
        TaskCompletionSource<Invocation?>[] waiters;
        lock (_lock)
        {
            if (_failure is not null) return;
            _failure = result;
            lost = [.. _inFlight, .. _pending];
            waiters = [.. _waiting];
            _inFlight.Clear();
            _pending.Clear();
            _waiting.Clear();
        }
        _watchdog.Dispose();
        Failed?.Invoke(this, result);
        foreach (var waiter in waiters) waiter.TrySetResult(null);
        foreach (var invocation in lost) Abandon(invocation, result);
    }

    public void Dispose() => _watchdog.Dispose();

    private static void Abandon(Invocation invocation, InvocationResult result)
    {
        invocation.TakePayload()?.Dispose();
        invocation.Complete(result);
    }

    private static async ValueTask<Invocation?> WaitAsync(TaskCompletionSource<Invocation?> waiter, CancellationToken abandoned)
    {
        await using var registration = abandoned.UnsafeRegister(static w => ((TaskCompletionSource<Invocation?>)w!).TrySetResult(null), waiter);
        return await waiter.Task;
    }

    private void EndInit()
    {
        InitDuration = _options.Time.GetElapsedTime(_executed == 0 ? _created : _executed);
        _watchdogArmed = false;
        if (_pending.TryPeek(out var cold)) cold.InitDuration = InitDuration;
        foreach (var waitedForInit in _pending) SetDeadline(waitedForInit);
    }

    private void Requeue(Invocation invocation)
    {
        lock (_lock) _inFlight.Remove(invocation);
        Dispatch(invocation);
    }

    private void Begin(Invocation invocation)
    {
        invocation.Started = _options.Time.GetTimestamp();
        _inFlight.Add(invocation);
    }

    private void SetDeadline(Invocation invocation)
    {
        invocation.Deadline = _options.Time.GetTimestamp() + (long)(_options.Timeout.TotalSeconds * _options.Time.TimestampFrequency);
        if (_watchdogArmed) return;
        _watchdogArmed = true;
        _watchdog.Change(_options.Timeout, Timeout.InfiniteTimeSpan);
    }

    private void Watch()
    {
        var initialized = true;
        Invocation[] expired = [];
        lock (_lock)
        {
            if (_failure is not null) return;
            var now = _options.Time.GetTimestamp();
            initialized = InitDuration is not null;
            if (initialized)
            {
                expired = [.. _inFlight.Concat(_pending).Where(i => i.Deadline <= now && !i.IsCompleted)];
                Rearm(now);
            }
        }
        if (!initialized) Fail(new InvocationResult(InvocationOutcome.InitFailed, Error: $"Init timed out after {_options.InitTimeout.TotalSeconds:0.00} seconds"));
        else if (expired.Length > 0) TimeOut(expired);
    }

    // One timer per environment instead of one per invocation: it sleeps until the earliest deadline it knew of.
    private void Rearm(long now)
    {
        var earliest = _inFlight.Concat(_pending).Select(i => i.Deadline).Where(d => d > now).DefaultIfEmpty(0).Min();
        _watchdogArmed = earliest != 0;
        if (_watchdogArmed) _watchdog.Change(_options.Time.GetElapsedTime(now, earliest), Timeout.InfiniteTimeSpan);
    }

    private void TimeOut(Invocation[] expired)
    {
        var result = new InvocationResult(InvocationOutcome.TimedOut, Error: $"Task timed out after {_options.Timeout.TotalSeconds:0.00} seconds");
        // A Managed Instance fails that invocation alone and leaves the code running (Lambda developer guide,
        // lambda-managed-instances-execution-environment); standard Lambda kills the environment.
        if (!IsManaged)
        {
            Fail(result);
            return;
        }
        foreach (var invocation in expired)
        {
            Abandon(invocation, result);
            if (TryWithdraw(invocation)) Released?.Invoke(this);
        }
    }

    // True for one the runtime had not asked for yet; the slot of one in its hands is busy until it answers.
    private bool TryWithdraw(Invocation invocation)
    {
        lock (_lock)
        {
            if (!_pending.Contains(invocation)) return false;
            var others = _pending.Where(p => p != invocation).ToArray();
            _pending.Clear();
            foreach (var other in others) _pending.Enqueue(other);
            return true;
        }
    }
}

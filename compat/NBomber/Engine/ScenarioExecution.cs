using System.Collections.Concurrent;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>One scenario in one operation, warm-up or bombing: starts its iterations on time and waits for the last.</summary>
internal sealed class ScenarioExecution : IDisposable
{
    // The engine wakes at most this often: what falls due meanwhile starts together. A wake-up costs more CPU than a request: at
    // 10,000 starts a second, one for each takes twice the CPU, and one for 250 µs a fifth more (perf/results/generator.md has today's figure).
    private static readonly TimeSpan Quantum = TimeSpan.FromMicroseconds(400);
    // A schedule that is later than this needs the other cores' help; earlier, the hand-over would make it later still.
    private static readonly TimeSpan Late = 4 * Quantum;
    private static readonly TimeSpan CopiesCheck = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentStack<ScenarioInstance> _free = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScenarioOperation _operation;
    private int _instances;
    private int _running;
    private int _wantedCopies;
    private long _iterationsLeft = long.MaxValue;
    private bool _scheduleEnded;
    private TimeSpan? _stoppedAt;

    public ScenarioExecution(TestRun test, ScenarioProps props, ScenarioOperation operation)
    {
        Test = test;
        Props = props;
        _operation = operation;
        Clock = new EngineClock(test.Time, test.Wait);
        Planned = props.LoadSimulations.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.During);
    }

    public TestRun Test { get; }
    public ScenarioProps Props { get; }
    public EngineClock Clock { get; private set; }
    public ScenarioRecorder Recorder { get; } = new();
    public TimeSpan Planned { get; }
    public CancellationToken Ended => _ended.Token;

    public ScenarioInfo InfoOf(string id, int number) => new(id, number, Props.ScenarioName, Planned, _operation);

    /// <summary>Runs the schedule, for at most <paramref name="limit"/> where one is given (warm-up), then waits for what still runs.</summary>
    public async Task RunAsync(TimeSpan? limit, TimeSpan completionTimeout)
    {
        if (Props.Run is null) return;
        Clock = new EngineClock(Test.Time, Test.Wait);
        Test.Wait.Enter();
        // A thread of the engine's own: the pool's are for the iterations, and must not delay the schedule.
        await Task.Factory.StartNew(() => Schedule(limit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Stop();
        Volatile.Write(ref _scheduleEnded, true);
        if (Volatile.Read(ref _running) == 0) _idle.TrySetResult();
        try
        {
            await _idle.Task.WaitAsync(completionTimeout, Test.Time);
        }
        catch (TimeoutException)
        {
            Test.Logger.Warning("Scenario {0}: {1} iterations had not completed after {2}.", Props.ScenarioName, Volatile.Read(ref _running), completionTimeout);
        }
    }

    public void Stop()
    {
        _stoppedAt ??= Clock.Elapsed;
        _ended.Cancel();
    }

    /// <summary>Called by an instance whose iteration has ended.</summary>
    public void Finished(ScenarioInstance instance, bool isError)
    {
        if (isError && _operation == ScenarioOperation.Bombing && Recorder.FailCount >= Props.MaxFailCount)
            Test.StopTest($"Stopping test because of too many fails. Scenario '{Props.ScenarioName}' contains '{Recorder.FailCount}' fails.");
        if (KeepsLooping())
        {
            ThreadPool.UnsafeQueueUserWorkItem(instance, preferLocal: false);
            return;
        }
        _free.Push(instance);
        if (Interlocked.Decrement(ref _running) == 0 && Volatile.Read(ref _scheduleEnded)) _idle.TrySetResult();
    }

    public ScenarioStats Stats(int sortIndex, bool final)
    {
        var elapsed = final && Props.Run is not null ? Executed() : Clock.Elapsed;
        var operation = final ? OperationType.Complete : _operation == ScenarioOperation.WarmUp ? OperationType.WarmUp : OperationType.Bombing;
        return Recorder.Stats(Props, sortIndex, operation, CurrentSimulation(elapsed), elapsed, PausedWithin(elapsed));
    }

    public void Dispose() => _ended.Dispose();

    private TimeSpan Executed()
    {
        var stopped = _stoppedAt ?? Clock.Elapsed;
        // Ended by its own schedule: what was planned, not the microseconds it took to notice.
        return Planned > TimeSpan.Zero && stopped >= Planned ? Planned : stopped;
    }

    private void Schedule(TimeSpan? limit)
    {
        var end = limit ?? TimeSpan.MaxValue;
        try
        {
            using var arrivals = ArrivalPlan.Arrivals(Props.LoadSimulations, new Random(Test.NextSeed())).GetEnumerator();
            var due = arrivals.MoveNext() ? arrivals.Current : TimeSpan.MaxValue;
            foreach (var (isOpen, until) in Stretches())
            {
                if (isOpen) due = Inject(arrivals, due, Min(until, end));
                else KeepCopies(Min(until, end));
            }
        }
        finally
        {
            Test.Wait.Leave();
        }
    }

    /// <summary>Simulations of one model that follow one another, and when they end; those that count iterations end by themselves.</summary>
    private IEnumerable<(bool IsOpen, TimeSpan Until)> Stretches()
    {
        var simulations = Props.LoadSimulations;
        var until = TimeSpan.Zero;
        for (var i = 0; i < simulations.Count; i++)
        {
            until = simulations[i] is LoadSimulation.IterationsForConstant or LoadSimulation.IterationsForInject ? TimeSpan.MaxValue : until + simulations[i].During;
            var isOpen = SimulationRules.IsOpenModel(simulations[i]);
            if (i == simulations.Count - 1 || SimulationRules.IsOpenModel(simulations[i + 1]) != isOpen) yield return (isOpen, until);
        }
    }

    /// <summary>Starts what falls due before <paramref name="end"/>, from <paramref name="due"/> on.</summary>
    /// <returns>When the next falls due.</returns>
    private TimeSpan Inject(IEnumerator<TimeSpan> arrivals, TimeSpan due, TimeSpan end)
    {
        var awake = TimeSpan.Zero;
        for (; due < end; due = arrivals.MoveNext() ? arrivals.Current : TimeSpan.MaxValue)
        {
            if (due > awake)
            {
                Clock.WaitUntil(Max(due, awake + Quantum), Ended);
                awake = Clock.Elapsed;
            }
            if (Ended.IsCancellationRequested) return due;
            Start(onTime: Clock.Elapsed - due <= Late);
        }
        Clock.WaitUntil(Min(end, Planned), Ended);
        return due;
    }

    private void KeepCopies(TimeSpan end)
    {
        if (Props.LoadSimulations[0] is LoadSimulation.IterationsForConstant counted)
        {
            _iterationsLeft = counted.Iterations;
            SetCopies(counted.Copies);
            while (Volatile.Read(ref _iterationsLeft) > 0 && Clock.Elapsed < end && !Ended.IsCancellationRequested)
                Clock.WaitUntil(Clock.Elapsed + CopiesCheck, Ended);
            return;
        }
        while (!Ended.IsCancellationRequested && Clock.Elapsed < end
            && CopiesPlan.CopiesAt(Props.LoadSimulations, Clock.Elapsed) is { } copies)
        {
            SetCopies(copies);
            Clock.WaitUntil(Min(Clock.Elapsed + CopiesCheck, end), Ended);
        }
        Volatile.Write(ref _wantedCopies, 0);
    }

    private void SetCopies(int copies)
    {
        Volatile.Write(ref _wantedCopies, copies);
        for (var missing = copies - Volatile.Read(ref _running); missing > 0; missing--)
            if (TakeIteration()) Start(onTime: false);
    }

    private void Start(bool onTime)
    {
        Interlocked.Increment(ref _running);
        if (!_free.TryPop(out var instance)) instance = new ScenarioInstance(this, Interlocked.Increment(ref _instances));
        Test.Wait.Dispatch(instance, onTime);
    }

    private bool KeepsLooping() =>
        !Ended.IsCancellationRequested && Volatile.Read(ref _wantedCopies) >= Volatile.Read(ref _running) && _wantedCopies > 0 && TakeIteration();

    private bool TakeIteration() => _iterationsLeft == long.MaxValue || Interlocked.Decrement(ref _iterationsLeft) >= 0;

    private LoadSimulationStats CurrentSimulation(TimeSpan elapsed)
    {
        var begin = TimeSpan.Zero;
        foreach (var simulation in Props.LoadSimulations)
        {
            begin += simulation.During;
            if (elapsed < begin || simulation == Props.LoadSimulations[^1])
                return new LoadSimulationStats { SimulationName = SimulationText.Name(simulation), Value = SimulationText.Value(simulation) };
        }
        return new LoadSimulationStats();
    }

    private TimeSpan PausedWithin(TimeSpan elapsed)
    {
        var (begin, paused) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var simulation in Props.LoadSimulations)
        {
            if (simulation is LoadSimulation.Pause && elapsed > begin) paused += Min(simulation.During, elapsed - begin);
            begin += simulation.During;
        }
        return paused;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

using Ingest.Testing;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;
using NBomber.Engine;

namespace NBomber.Tests;

/// <summary>
/// Runs a test on a clock that the schedules themselves move: when all of them wait, the one due first moves the time
/// there, and timers due on the way fire on its thread. Iterations run where they are started. A minute takes milliseconds.
/// </summary>
internal static class VirtualTime
{
    /// <param name="context">The test.</param>
    /// <param name="timeAfterSchedules">Whether time goes on when all schedules have ended: for what never completes.</param>
    /// <param name="wait">The clock, for iterations that take time.</param>
    public static NodeStats RunVirtually(this NBomberContext context, bool timeAfterSchedules = false, VirtualWait? wait = null)
    {
        wait ??= new VirtualWait();
        var run = Task.Factory.StartNew(() => (context with { Time = wait.Time, Wait = wait, Seed = 7 }).WithoutReports().Run(),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!run.IsCompleted)
        {
            if (timeAfterSchedules) wait.AdvanceIfNoScheduleRuns();
            Thread.Yield();
        }
        return run.GetAwaiter().GetResult();
    }

    public static TimeSpan Seconds(this int seconds) => TimeSpan.FromSeconds(seconds);

    public static Task<IResponse> Ok(IScenarioContext _) => Task.FromResult<IResponse>(Response.Ok(statusCode: "200", sizeBytes: 10));
}

internal sealed class VirtualWait : IScheduleWait
{
    private readonly Lock _lock = new();
    private readonly List<DateTimeOffset> _waiting = [];
    private int _schedules;
    private bool _hasBegun;

    public ManualTimeProvider Time { get; } = new();

    /// <summary>Time stands while this is false: for what runs on the thread pool between two waits.</summary>
    public Func<bool> MayMove { get; init; } = () => true;

    public void Enter()
    {
        lock (_lock)
        {
            _schedules++;
            _hasBegun = true;
        }
    }

    public void Leave()
    {
        lock (_lock) _schedules--;
    }

    public void Dispatch(ScenarioInstance instance, bool onTime) => instance.Execute();

    public void Wait(TimeSpan span, CancellationToken cancel)
    {
        var due = Time.GetUtcNow() + span;
        lock (_lock) _waiting.Add(due);
        while (!cancel.IsCancellationRequested && Time.GetUtcNow() < due)
        {
            lock (_lock)
                if (_waiting.Count == _schedules && MayMove() && _waiting.Min() == due && due > Time.GetUtcNow()) Time.Advance(due - Time.GetUtcNow());
            Thread.Yield();
        }
        lock (_lock) _waiting.Remove(due);
    }

    /// <summary>What waits when no schedule runs any more is a timeout of the end.</summary>
    public void AdvanceIfNoScheduleRuns()
    {
        lock (_lock)
        {
            if (_hasBegun && _schedules == 0 && Time.PendingTimers > 0) Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}

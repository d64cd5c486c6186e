namespace NBomber.Engine;

/// <summary>Time since its start, and the wait for a moment of it.</summary>
internal sealed class EngineClock(TimeProvider time, IScheduleWait wait)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Blocks the calling thread, which must be the schedule's own, until <paramref name="due"/>.</summary>
    public void WaitUntil(TimeSpan due, CancellationToken cancel)
    {
        for (var left = due - Elapsed; left > TimeSpan.Zero && !cancel.IsCancellationRequested; left = due - Elapsed)
            wait.Wait(left, cancel);
    }
}

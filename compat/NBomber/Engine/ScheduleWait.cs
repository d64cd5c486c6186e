using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NBomber.Engine;

/// <summary>How the thread of a schedule waits for what is due next. A test's clock stands still unless all schedules wait.</summary>
internal interface IScheduleWait
{
    /// <summary>A schedule begins on this thread.</summary>
    void Enter();

    /// <summary>Blocks for about <paramref name="span"/>, or less.</summary>
    void Wait(TimeSpan span, CancellationToken cancel);

    /// <summary>The schedule has ended.</summary>
    void Leave();

    /// <summary>Starts an iteration; where the schedule is <paramref name="onTime"/>, this thread may run its beginning.</summary>
    void Dispatch(ScenarioInstance instance, bool onTime);
}

/// <summary>
/// Real time. Thread.Sleep knows whole milliseconds only, which at 5,000 starts a second is five late ones per wake-up;
/// nanosleep wakes within the kernel's timer slack, 50 µs (man 2 prctl, PR_SET_TIMERSLACK).
/// </summary>
internal sealed partial class PreciseWait : IScheduleWait
{
    // A stop is noticed within this.
    private static readonly TimeSpan MaxSleep = TimeSpan.FromMilliseconds(20);
    // An iteration that holds its thread for this long, thrice, is no accident of the machine: it blocks.
    private static readonly TimeSpan Blocking = TimeSpan.FromMilliseconds(10);
    private const int Accidents = 3;
    private int _blocked;

    public void Enter() { }

    public void Leave() { }

    /// <summary>
    /// Waking a pool thread costs 12 µs of CPU, a fifth of a request. What is late, or would hold up what comes next, goes to the pool.
    /// </summary>
    public void Dispatch(ScenarioInstance instance, bool onTime)
    {
        if (!onTime || Volatile.Read(ref _blocked) >= Accidents)
        {
            ThreadPool.UnsafeQueueUserWorkItem(instance, preferLocal: false);
            return;
        }
        var begun = Stopwatch.GetTimestamp();
        instance.Execute();
        if (Stopwatch.GetElapsedTime(begun) > Blocking) Interlocked.Increment(ref _blocked);
    }

    public void Wait(TimeSpan span, CancellationToken cancel)
    {
        if (span > MaxSleep) span = MaxSleep;
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(span);
            return;
        }
        var request = new TimeSpec { Seconds = 0, Nanoseconds = (nint)(span.Ticks * 100) };
        _ = NanoSleep(in request, IntPtr.Zero);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int NanoSleep(in TimeSpec request, IntPtr remaining);
}

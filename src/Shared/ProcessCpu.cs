using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ingest.Shared;

/// <summary>The kernel's account of another process.</summary>
internal static class ProcessCpu
{
    /// <summary>CPU time of all threads, ended ones included, user and system, to the nanosecond.</summary>
    /// <exception cref="Win32Exception">There is no such process.</exception>
    public static TimeSpan Of(int processId)
    {
        // As clock_getcpuclockid(3) makes it: the complemented id, three bits to the left, and CPUCLOCK_SCHED (2).
        var clock = (~processId << 3) | 2;
        if (GetTime(clock, out var time) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return TimeSpan.FromTicks(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / 100);
    }

    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ingest.Perf.Functions;

/// <summary>The kernel's account of another process.</summary>
internal static partial class ProcessClock
{
    /// <summary>CPU time of all threads, ended ones included, user and system, to the nanosecond.</summary>
    public static TimeSpan Cpu(int processId)
    {
        // As clock_getcpuclockid(3) makes it: the complemented id, three bits to the left, and CPUCLOCK_SCHED (2).
        var clock = (~processId << 3) | 2;
        if (GetTime(clock, out var time) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return TimeSpan.FromTicks(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / 100);
    }

    /// <summary>The largest resident set so far, in bytes (VmHWM).</summary>
    public static long PeakResident(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    /// <summary>The processes that a process started and that live.</summary>
    public static IEnumerable<int> Children(int processId) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _)
        let status = ReadStatus(folder)
        where status.Contains($"\nPPid:\t{processId}\n", StringComparison.Ordinal)
        select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    // Empty where the process has ended meanwhile.
    private static string ReadStatus(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "status"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

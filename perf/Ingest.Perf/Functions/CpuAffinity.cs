using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ingest.Perf.Functions;

/// <summary>Which CPUs the calling thread, and every process it starts, may run on.</summary>
internal static partial class CpuAffinity
{
    /// <summary>Runs something with this thread on the given CPU alone, then lets it run on all others.</summary>
    /// <remarks>A started process inherits the one CPU; the rig's own threads keep to the rest.</remarks>
    public static void On(int cpu, Action action)
    {
        Set(1UL << cpu);
        try
        {
            action();
        }
        finally
        {
            Set(((1UL << Environment.ProcessorCount) - 1) & ~(1UL << cpu));
        }
    }

    private static void Set(ulong mask)
    {
        if (SetAffinity(0, sizeof(ulong), mask) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint size, in ulong mask);
}

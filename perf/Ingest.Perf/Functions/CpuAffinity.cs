using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ingest.Perf.Functions;

/// <summary>Which CPUs the calling thread, and every thread and process it starts, may run on.</summary>
internal static partial class CpuAffinity
{
    // cpu_set_t: 1,024 CPUs.
    private const int Words = 16, WordBits = 64;

    /// <summary>Runs something with this thread on the given CPU alone: a process that it starts stays there.</summary>
    public static void On(int cpu, Action action)
    {
        var only = new ulong[Words];
        only[cpu / WordBits] = 1UL << (cpu % WordBits);
        using (Use(only)) action();
    }

    /// <summary>Keeps this thread, and the threads it starts, off a CPU until disposed; null keeps it off none.</summary>
    public static IDisposable KeepOff(int? cpu)
    {
        var others = Get();
        if (cpu is { } one) others[one / WordBits] &= ~(1UL << (one % WordBits));
        return Use(others);
    }

    /// <summary>The CPUs of the calling thread.</summary>
    public static IEnumerable<int> Current()
    {
        var mask = Get();
        return Enumerable.Range(0, Words * WordBits).Where(cpu => (mask[cpu / WordBits] >> (cpu % WordBits) & 1) == 1);
    }

    private static Restored Use(ulong[] mask)
    {
        var before = Get();
        Set(mask);
        return new Restored(before);
    }

    private static ulong[] Get()
    {
        var mask = new ulong[Words];
        if (GetAffinity(0, Words * sizeof(ulong), mask) < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return mask;
    }

    private static void Set(ulong[] mask)
    {
        if (SetAffinity(0, Words * sizeof(ulong), mask) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint size, [Out] ulong[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint size, [In] ulong[] mask);

    private sealed class Restored(ulong[] mask) : IDisposable
    {
        public void Dispose() => Set(mask);
    }
}

using System.Diagnostics;
using Ingest.Perf.Functions;

namespace Ingest.Perf.CrossCheck;

/// <summary>Where a program runs: on one CPU alone, and before all other programs of the machine where that is asked for.</summary>
/// <param name="Cpu">The CPU; null for any.</param>
/// <param name="RealTime">Under SCHED_FIFO, which takes root: what other programs do to it is then not measured.</param>
internal sealed record Placement(int? Cpu, bool RealTime)
{
    public static Placement Anywhere { get; } = new(null, false);

    public Process Start(string file, IEnumerable<string> arguments, bool input = false, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] command = RealTime ? ["chrt", "-f", "10", file, .. arguments] : [file, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = input };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        Process? process = null;
        if (Cpu is null) process = Process.Start(start);
        else CpuAffinity.On(Cpu.Value, () => process = Process.Start(start));
        return process!;
    }
}

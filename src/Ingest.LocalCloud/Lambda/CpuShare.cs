using System.Globalization;

namespace Ingest.LocalCloud.Lambda;

/// <summary>A control group in which a process gets the CPU that Lambda gives a function of some memory.</summary>
internal sealed class CpuShare : IDisposable
{
    /// <summary>"At 1,769 MB, a function has the equivalent of one vCPU" (Lambda developer guide, configuration-memory).</summary>
    private const double MegabytesOfOneCpu = 1769;

    // Short, so that a small share does not come in long pauses; the kernel takes no quota below 1 ms.
    private const int PeriodMicroseconds = 20_000;

    private readonly string _folder;

    private CpuShare(string folder) => _folder = folder;

    /// <summary>Of a CPU's time, in microseconds of each period.</summary>
    public static int QuotaOf(int memoryMb) => (int)Math.Round(PeriodMicroseconds * memoryMb / MegabytesOfOneCpu);

    /// <exception cref="CpuShareException">The machine has no control groups that this process may make.</exception>
    public static CpuShare Create(string name, int memoryMb)
    {
        if (Root() is not { } root) throw new CpuShareException("no control group with a CPU controller is mounted");
        var folder = Path.Combine(root.Folder, name);
        try
        {
            Directory.CreateDirectory(folder);
            var quota = QuotaOf(memoryMb).ToString(CultureInfo.InvariantCulture);
            if (root.IsUnified)
            {
                File.WriteAllText(Path.Combine(folder, "cpu.max"), $"{quota} {PeriodMicroseconds}");
            }
            else
            {
                File.WriteAllText(Path.Combine(folder, "cpu.cfs_period_us"), PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
                File.WriteAllText(Path.Combine(folder, "cpu.cfs_quota_us"), quota);
            }
            return new CpuShare(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CpuShareException($"{folder} cannot be made: {e.Message}");
        }
    }

    public void Add(int processId)
    {
        try
        {
            File.WriteAllText(Path.Combine(_folder, "cgroup.procs"), processId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder);
        }
        catch (IOException)
        {
            // A process that is still ending keeps it; it is empty and does no harm.
        }
    }

    // "cgroup2 /sys/fs/cgroup cgroup2 rw,…", or "cgroup /sys/fs/cgroup/cpu cgroup rw,…,cpu,cpuacct"
    private static (string Folder, bool IsUnified)? Root()
    {
        foreach (var line in File.ReadLines("/proc/mounts"))
        {
            if (line.Split(' ') is not [_, var folder, var type, var options, ..]) continue;
            if (type == "cgroup" && options.Split(',').Contains("cpu")) return (folder, false);
            var controllers = Path.Combine(folder, "cgroup.controllers");
            if (type == "cgroup2" && File.Exists(controllers) && File.ReadAllText(controllers).Split([' ', '\n']).Contains("cpu")) return (folder, true);
        }
        return null;
    }
}

/// <summary>The CPU cannot be shared as Lambda shares it.</summary>
internal sealed class CpuShareException(string why) : IOException($"--cpu-like-lambda needs a control group: {why}. Run it as root on a machine with cgroups, or leave the option out.");

using System.Globalization;
using System.Runtime.InteropServices;

namespace Ingest.Testing.Reports;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var cpu = Value("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = Value("/proc/meminfo", "MemTotal") is { } kilobytes
            ? $"{double.Parse(kilobytes.Split(' ')[0], CultureInfo.InvariantCulture) / 1e6:F0} GB"
            : "memory unknown";
        return $"{cpu}, {Environment.ProcessorCount} cores, {memory}, {RuntimeInformation.OSDescription}, rig on {RuntimeInformation.FrameworkDescription}, {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC. "
            + "A shared machine: compare ratios of one run, not figures of two.";
    }

    private static string? Value(string file, string key) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}

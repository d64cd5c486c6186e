using System.Globalization;

namespace Ingest.LoadGen.Producing;

/// <summary>How many connections the process may have: each is a file descriptor, and the system limits those.</summary>
internal static class FileDescriptors
{
    /// <summary>For all that is no connection of the load: assemblies, reports, the sinks and CloudWatch.</summary>
    internal const int Reserved = 256;

    private const string LimitsFile = "/proc/self/limits";

    /// <summary>The most connections; no limit if the system names none.</summary>
    public static int MostConnections() => MostConnections(File.Exists(LimitsFile) ? File.ReadAllText(LimitsFile) : "");

    /// <param name="limits">The text of /proc/self/limits: "Max open files", the limit in force, the one that it may be raised to. Source: proc(5).</param>
    internal static int MostConnections(string limits)
    {
        const string Name = "Max open files";
        foreach (var line in limits.Split('\n'))
        {
            if (!line.StartsWith(Name, StringComparison.Ordinal)) continue;
            var soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            if (long.TryParse(soft, CultureInfo.InvariantCulture, out var limit)) return (int)Math.Clamp(limit - Reserved, 16, int.MaxValue);
        }
        return int.MaxValue;
    }
}

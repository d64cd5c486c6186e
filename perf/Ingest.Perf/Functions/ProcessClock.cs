namespace Ingest.Perf.Functions;

/// <summary>The kernel's account of another process.</summary>
internal static class ProcessClock
{
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
}

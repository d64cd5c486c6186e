using System.Diagnostics;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// Has the kernel end a process with the one that started it, however that ends (prctl PR_SET_PDEATHSIG), by means of
/// setpriv of util-linux, which becomes the program it is given.
/// </summary>
internal static class ParentDeath
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>
    /// What to start in place of <paramref name="program"/>; the program itself where this machine has no such setpriv. "Parent"
    /// is the thread that starts it, so that thread has to live as long (prctl(2)).
    /// </summary>
    public static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, string? setpriv) => setpriv is null
        ? new ProcessStartInfo(program, arguments)
        : new ProcessStartInfo(setpriv, ["--pdeathsig", "KILL", "--", program, .. arguments]);

    /// <summary>Where setpriv is; null where there is none that can do this (BusyBox has one that cannot).</summary>
    public static string? FindSetpriv()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var path = Folders.Select(folder => $"{folder}/setpriv").FirstOrDefault(File.Exists);
        if (path is null) return null;
        using var trial = Process.Start(new ProcessStartInfo(path, ["--pdeathsig", "KILL", "--", path, "--version"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        trial.WaitForExit();
        return trial.ExitCode == 0 ? path : null;
    }
}

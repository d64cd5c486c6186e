using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Ingest.Testing.Emulators;

/// <summary>A folder of the tests with its npm packages installed as package-lock.json says, once per lock file and machine.</summary>
internal static class NodePackages
{
    private static readonly TimeSpan LongestInstallation = TimeSpan.FromMinutes(5);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Installed = new();

    /// <summary>The folder to run node in.</summary>
    /// <param name="folder">As it is named from the checkout's root.</param>
    /// <exception cref="InvalidOperationException">npm is missing or failed; the message says what to do.</exception>
    public static Task<string> FolderAsync(string folder) => Installed.GetOrAdd(folder, static folder => new Lazy<Task<string>>(() => InstallAsync(CheckedOutFiles.PathOf(folder)))).Value;

    private static async Task<string> InstallAsync(string folder)
    {
        var stamp = Path.Combine(folder, "node_modules", ".installed-from");
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"))));
        // Test projects run in processes of their own, and two npm ci in one folder destroy each other.
        await using var alone = await LockAsync(Path.Combine(folder, ".install.lock"));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted) return folder;
        await RunNpmAsync(folder);
        await File.WriteAllTextAsync(stamp, wanted);
        return folder;
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waiting.Elapsed < LongestInstallation)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private static async Task RunNpmAsync(string folder)
    {
        var start = new ProcessStartInfo("npm", ["ci"]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var npm = NodeProgram.Start(start);
        using var timeout = new CancellationTokenSource(LongestInstallation);
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(timeout.Token), npm.StandardError.ReadToEndAsync(timeout.Token));
        await npm.WaitForExitAsync(timeout.Token);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci in {folder} failed:\n{await output}{await errors}");
    }
}

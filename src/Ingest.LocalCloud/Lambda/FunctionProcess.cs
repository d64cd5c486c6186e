using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Ingest.LocalCloud.Lambda;

/// <summary>The process of one execution environment, its output read line by line.</summary>
internal sealed class FunctionProcess : IDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly Task _outputEnded;

    private FunctionProcess(Process process, Task outputEnded)
    {
        (_process, _outputEnded) = (process, outputEnded);
        Id = process.Id;
    }

    public int Id { get; }

    /// <summary>Execs the function with these variables and no others.</summary>
    /// <param name="guardian">Is told of the process.</param>
    /// <param name="onExit">Called once with how the process ended, in Lambda's words.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The file cannot be executed.</exception>
    public static FunctionProcess Start(FunctionOptions options, IReadOnlyDictionary<string, string> variables, Guardian guardian, Action<string> onLine, Action<string> onExit)
    {
        var start = new ProcessStartInfo(Path.GetFullPath(options.FunctionPath), options.FunctionArguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = variables["LAMBDA_TASK_ROOT"],
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables) start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        process.Start();
        guardian.Watch(process.Id);
        process.Exited += (_, _) =>
        {
            guardian.Forget(process.Id);
            onExit(Describe(process.ExitCode));
        };
        // Only now, so that it is not forgotten before it is watched.
        process.EnableRaisingEvents = true;
        process.StandardInput.Close();
        var output = ReadLines(process.StandardOutput, onLine);
        var errors = ReadLines(process.StandardError, onLine);
        return new FunctionProcess(process, Task.WhenAll(output, errors));
    }

    /// <summary>SIGTERM, up to <paramref name="grace"/> to end, then SIGKILL.</summary>
    public async Task TerminateAsync(TimeSpan grace, TimeProvider time)
    {
        if (!HasExited) _ = Kill(Id, SigTerm);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            Kill();
        }
    }

    /// <summary>SIGKILL, to whatever the process has started too.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // Already gone.
        }
    }

    public Task WaitForExitAsync() => _process.WaitForExitAsync();

    /// <summary>Waits until all that it wrote was read, but no longer than <paramref name="patience"/>: what it started may hold its pipes open.</summary>
    public async Task WaitForOutputAsync(TimeSpan patience, TimeProvider time)
    {
        try
        {
            await _outputEnded.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            // There may be more; it is not waited for.
        }
    }

    /// <summary>CPU time so far; null once the process is gone.</summary>
    public TimeSpan? ReadCpu()
    {
        try
        {
            return Shared.ProcessCpu.Of(Id);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Resident and peak resident bytes by the kernel's accounting; zeros once the process is gone.</summary>
    public (long Resident, long Peak) ReadMemory()
    {
        try
        {
            long resident = 0, peak = 0;
            foreach (var line in File.ReadLines($"/proc/{Id}/status"))
            {
                if (line.StartsWith("VmRSS:", StringComparison.Ordinal)) resident = Kilobytes(line);
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) peak = Kilobytes(line);
            }
            return (resident, peak);
        }
        catch (IOException)
        {
            return default;
        }
    }

    public void Dispose() => _process.Dispose();

    private bool HasExited => _process.HasExited;

    private static long Kilobytes(string line)
    {
        var fields = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(fields[1], CultureInfo.InvariantCulture) * 1024;
    }

    // Exit codes above 128 are signals, as a shell reports them.
    private static string Describe(int exitCode) => exitCode switch
    {
        137 => "signal: killed",
        139 => "signal: segmentation fault",
        134 => "signal: aborted",
        > 128 and < 160 => $"signal: {exitCode - 128}",
        _ => $"exit status {exitCode}",
    };

    // A thread each: reading a pipe asynchronously would hold a thread of the pool for as long as the function is silent.
    private static Task ReadLines(StreamReader reader, Action<string> onLine)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                while (reader.ReadLine() is { } line) onLine(line);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The process is gone, and its pipe with it.
            }
            ended.SetResult();
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = "function output" };
        thread.Start();
        return ended.Task;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}

using System.Diagnostics;
using System.Text.Json;
using Ingest.Perf.Functions;

namespace Ingest.Perf.LocalCloud;

/// <summary>The local cloud, started with a program as its function, on free ports.</summary>
internal sealed class LocalCloudProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly string _readyFile = Path.Combine(Path.GetTempPath(), $"ingest-local-cloud-{Guid.NewGuid():N}.json");

    /// <exception cref="FunctionFailedException">It ended, or was not ready in time.</exception>
    public LocalCloudProcess(string assembly, string function, int concurrency) : this(assembly, function, ["--concurrency", $"{concurrency}", "--no-rate-limit", "--parameter", "MaxConcurrency=unlimited"])
    {
    }

    /// <exception cref="FunctionFailedException">It ended, or was not ready in time.</exception>
    public LocalCloudProcess(string assembly, string function, IReadOnlyList<string> limits)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet",
        [
            assembly, "--function", function, .. limits,
            "--url-port", "0", "--console-port", "0", "--aws-port", "0", "--ready-file", _readyFile,
        ])
        { UseShellExecute = false, RedirectStandardOutput = true })!;
        // A pipe that nobody reads would stop the cloud once it is full.
        _process.BeginOutputReadLine();
        WaitUntilReady();
        using var ready = JsonDocument.Parse(File.ReadAllText(_readyFile));
        (FunctionUrl, ConsoleUrl, AwsEndpoint) = (Url("functionUrl"), Url("consoleUrl"), Url("awsEndpoint"));

        Uri Url(string name) => new(ready.RootElement.GetProperty(name).GetString()!);
    }

    public Uri FunctionUrl { get; }

    public Uri ConsoleUrl { get; }

    /// <summary>Kinesis and DynamoDB.</summary>
    public Uri AwsEndpoint { get; }

    /// <summary>CPU time of the cloud itself, without the function's.</summary>
    public TimeSpan Cpu => Ingest.Shared.ProcessCpu.Of(_process.Id);

    /// <summary>CPU time of the execution environments that live now.</summary>
    public TimeSpan FunctionCpu => ProcessClock.Children(_process.Id).Aggregate(TimeSpan.Zero, (sum, id) => sum + Ingest.Shared.ProcessCpu.Of(id));

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_readyFile);
    }

    private void WaitUntilReady()
    {
        var started = Stopwatch.GetTimestamp();
        while (!File.Exists(_readyFile))
        {
            if (_process.WaitForExit(TimeSpan.FromMilliseconds(50))) throw new FunctionFailedException($"The local cloud ended with exit code {_process.ExitCode}.");
            if (Stopwatch.GetElapsedTime(started) > StartTimeout) throw new FunctionFailedException($"The local cloud was not ready after {StartTimeout.TotalSeconds:F0} s.");
        }
    }
}

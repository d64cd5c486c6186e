using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Ingest.Perf.Functions;

namespace Ingest.Perf.CrossCheck;

/// <summary>The server that generators are measured against (perf/peers/target): it answers after a service time it knows.</summary>
internal sealed partial class TargetServer : IDisposable
{
    public const string File = "artifacts/peers/target/target";

    private readonly Process _process;

    /// <exception cref="FunctionFailedException">It could not be started.</exception>
    public TargetServer(ServiceTime service, Placement placement)
    {
        try
        {
            _process = placement.Start(File, service.Arguments, input: true);
        }
        catch (Win32Exception e)
        {
            throw new FunctionFailedException($"{File} could not be started ({e.Message}); ./ingest bench builds it.");
        }
        Url = int.TryParse(_process.StandardOutput.ReadLine(), CultureInfo.InvariantCulture, out var port)
            ? new Uri($"http://127.0.0.1:{port}/v1/events")
            : throw new FunctionFailedException($"{File} ended with exit code {ExitCode()} before it named its port.");
    }

    public Uri Url { get; }

    /// <summary>Ends it.</summary>
    /// <returns>What it says its responses took, from a request's last byte to the response's write.</returns>
    public TargetFigures Stop()
    {
        _process.StandardInput.Close();
        var said = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        return TargetFigures.Parse(said);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private int ExitCode()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }
}

/// <param name="Requests">Answered in all.</param>
/// <param name="P50Ms">Of its own service time.</param>
/// <param name="P99Ms">Of its own service time.</param>
internal sealed partial record TargetFigures(long Requests, double P50Ms, double P99Ms)
{
    /// <exception cref="FunctionFailedException">It is no report of the target's.</exception>
    public static TargetFigures Parse(string text)
    {
        var match = Figures().Match(text);
        return match.Success ? new TargetFigures(Number(match, "requests"), Number(match, "p50") / 1e3, Number(match, "p99") / 1e3)
            : throw new FunctionFailedException($"The target said '{text.Trim()}' in place of its figures.");
    }

    private static long Number(Match match, string name) => long.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"requests (?<requests>\d+) p50_us (?<p50>\d+) p99_us (?<p99>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Figures();
}

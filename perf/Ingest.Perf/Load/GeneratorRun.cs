using System.Diagnostics;
using Ingest.LoadGen.Results;
using Ingest.Perf.Functions;
using Ingest.Perf.LocalCloud;

namespace Ingest.Perf.Load;

/// <summary>One run of the load generator, in a process of its own, against a local cloud; both sinks are read back.</summary>
internal static class GeneratorRun
{
    /// <exception cref="FunctionFailedException">It left no summary.</exception>
    public static RunSummary Run(string assembly, LocalCloudProcess cloud, int rate, int seconds, int events) =>
        Run(assembly, cloud, ["--rate", Text(rate), "--duration", Text(seconds), "--events", Text(events)]);

    /// <exception cref="FunctionFailedException">It left no summary.</exception>
    public static RunSummary Run(string assembly, LocalCloudProcess cloud, IEnumerable<string> load)
    {
        var summary = Path.Combine(Path.GetTempPath(), $"ingest-load-{Guid.NewGuid():N}.json");
        var start = new ProcessStartInfo("dotnet",
        [
            assembly, "--stack", $"{cloud.ConsoleUrl}", .. load, "--verify", "sinks", "--summary-json", summary,
        ])
        { UseShellExecute = false };
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            // A run that failed its own checks ends with 1 and is a result all the same.
            if (!File.Exists(summary)) throw new FunctionFailedException($"The load generator ended with exit code {process.ExitCode} and no summary.");
            return SummaryJson.Load(summary);
        }
        finally
        {
            File.Delete(summary);
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

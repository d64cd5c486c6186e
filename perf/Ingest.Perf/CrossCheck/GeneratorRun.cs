using Ingest.LoadGen.Results;
using Ingest.Perf.Functions;

namespace Ingest.Perf.CrossCheck;

/// <summary>One steady run of the load generator, in a process of its own.</summary>
internal static class GeneratorRun
{
    private const string Assembly = "src/Ingest.LoadGen/bin/Release/net10.0/Ingest.LoadGen.dll";

    private static readonly Dictionary<string, string> Credentials = new() { ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test" };

    /// <exception cref="FunctionFailedException">It did not run, or not every request was answered with 2xx.</exception>
    public static RunSummary Post(Uri url, SteadyLoad load, Placement placement)
    {
        var summary = Path.GetTempFileName();
        try
        {
            using var process = placement.Start("dotnet",
            [
                Assembly, "--url", url.ToString(), "--rate", Text(load.Rate), "--duration", Text(load.Seconds), "--warmup", Text(load.WarmUpSeconds),
                "--connections", Text(load.Connections), "--producer", "naive", "--summary-json", summary, .. load.IsSigned ? (string[])["--auth", "iam"] : [],
            ], environment: load.IsSigned ? Credentials : null);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (new FileInfo(summary).Length == 0) throw new FunctionFailedException($"The load generator ended with exit code {process.ExitCode}:\n{output}");
            var run = SummaryJson.Load(summary);
            // Whether the generator was the bottleneck is what is measured here.
            return run.Verdict.ExitCode is ExitCodes.Passed or ExitCodes.NotValid ? run
                : throw new FunctionFailedException($"The load generator's run failed:\n{output}");
        }
        finally
        {
            File.Delete(summary);
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The load both generators put on.</summary>
internal sealed record SteadyLoad(int Rate, int Seconds, int WarmUpSeconds, int Connections, bool IsSigned = false);

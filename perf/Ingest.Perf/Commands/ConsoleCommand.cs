using System.CommandLine;
using System.Diagnostics;
using Ingest.Perf.CrossCheck;
using Ingest.Perf.Functions;
using Ingest.Perf.LocalCloud;
using Ingest.Perf.Measuring;
using Ingest.Testing.Emulators;

namespace Ingest.Perf.Commands;

/// <summary>What the console's page, open in a browser, costs the local cloud while it is under load.</summary>
internal static class ConsoleCommand
{
    // A window as people have it, and one in which every panel is seen.
    private static readonly (string Name, int Height)[] Windows = [("1280 × 900", 900), ("every panel in sight", 9000)];

    public static Command Create()
    {
        var cloud = new Option<FileInfo>("--cloud") { Description = "The local cloud's assembly.", DefaultValueFactory = _ => new("src/Ingest.LocalCloud/bin/Release/net10.0/Ingest.LocalCloud.dll"), HelpName = "path" };
        var function = new Option<FileInfo>("--function") { Description = "The program it runs.", DefaultValueFactory = _ => new("artifacts/function/bootstrap"), HelpName = "path" };
        var rate = new Option<int>("--rate") { Description = "Requests a second, of one event each.", DefaultValueFactory = _ => 3000 };
        var seconds = new Option<int>("--seconds") { Description = "Length of one run.", DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { Description = "Runs with the page closed and open, in turns.", DefaultValueFactory = _ => 5 };
        var most = new Option<double>("--at-most") { Description = "The ratio of CPU a request, open to closed, that the median may have; above it the exit code is 1.", DefaultValueFactory = _ => 1.05 };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/console.md" };
        var command = new Command("console", "What the console's page, open in Chromium, costs the local cloud under load: CPU a request with the page open and closed.") { cloud, function, rate, seconds, rounds, most, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            var connections = Math.Max(1, parsed.GetValue(rate) / 100);
            using var process = new LocalCloudProcess(parsed.GetRequiredValue(cloud).FullName, parsed.GetRequiredValue(function).FullName, connections);
            using var browser = Process.Start(new ProcessStartInfo("node", ["watch.mjs", process.ConsoleUrl.ToString()])
            {
                UseShellExecute = false,
                WorkingDirectory = await NodePackages.FolderAsync("tests/browser"),
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            try
            {
                var rows = new List<(string Name, double Ratio, string[] Cells)>();
                await RunAsync(null);
                foreach (var (name, height) in Windows)
                {
                    var pairs = new List<(Run Closed, Run Open)>();
                    for (var round = 1; round <= parsed.GetValue(rounds); round++)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        await Console.Error.WriteLineAsync($"{name}: {round}/{parsed.GetValue(rounds)}");
                        pairs.Add((await RunAsync(null), await RunAsync(height)));
                    }
                    var ratio = pairs.Select(pair => pair.Open.Cpu / pair.Closed.Cpu).Median();
                    rows.Add((name, ratio,
                    [
                        name, Report.Figure(pairs.Select(pair => pair.Open.Rate).Median()), Report.Figure(pairs.Select(pair => pair.Closed.Cpu).Median()), Report.Figure(pairs.Select(pair => pair.Open.Cpu).Median()),
                        ratio.ToString("0.000", CultureInfo.InvariantCulture), Report.Figure(pairs.Select(pair => pair.Closed.P50).Median()), Report.Figure(pairs.Select(pair => pair.Open.P50).Median()),
                    ]));
                }
                var report = new Report("The console's page under load", CommandLine.Of(parsed, "./ingest bench"));
                report.Paragraph($"CPU of the local cloud's process a request, the page closed and open in turns; wrk with {connections} connections on the same machine, {parsed.GetValue(rounds)} runs of {parsed.GetValue(seconds)} s each way. The ratio is the median of those of neighbours.");
                report.Table(["window", "requests/s", "closed, µs", "open, µs", "ratio", "p50 closed, ms", "p50 open, ms"], rows.Select(row => row.Cells));
                report.Publish(parsed.GetRequiredValue(output));
                var worst = rows.Max(row => row.Ratio);
                if (worst <= parsed.GetValue(most)) return 0;
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The page costs {worst:0.000} of the CPU; at most {parsed.GetValue(most)} is asked for."));
                return 1;
            }
            finally
            {
                browser.Kill(entireProcessTree: true);
                await browser.WaitForExitAsync(CancellationToken.None);
            }

            async Task<Run> RunAsync(int? height)
            {
                await browser.StandardInput.WriteLineAsync(height is null ? "close" : $"open {height}");
                if (await browser.StandardOutput.ReadLineAsync(cancellation) is null) throw new FunctionFailedException("The browser ended; see above.");
                var (cpu, body) = (process.Cpu, Encoding.UTF8.GetBytes(SampleEvents.Event($"dev-{WrkRun.Number}", WrkRun.Number)));
                var run = WrkRun.Post(new Uri(process.FunctionUrl, "v1/events"), connections, parsed.GetValue(seconds), body, TimeSpan.FromSeconds((double)connections / parsed.GetValue(rate)), Placement.Anywhere);
                return new Run(run.RequestsPerSecond, (process.Cpu - cpu).TotalMicroseconds / run.Requests, run.P50Ms);
            }
        });
        return command;
    }

    /// <param name="Cpu">Microseconds a request.</param>
    private readonly record struct Run(double Rate, double Cpu, double P50);
}

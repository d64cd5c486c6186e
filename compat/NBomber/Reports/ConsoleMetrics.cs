using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine;
using Spectre.Console;

namespace NBomber.Reports;

/// <summary>The live table of a running test; nothing where the output is not a terminal.</summary>
internal sealed class ConsoleMetrics(NBomberContext context, TestRun test)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(Func<ScenarioStats[]> stats, CancellationToken ended)
    {
        if (!context.ConsoleMetrics || Console.IsOutputRedirected) return;
        await AnsiConsole.Live(Render(stats())).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Refresh, test.Time);
            try
            {
                while (await timer.WaitForNextTickAsync(ended)) live.UpdateTarget(Render(stats()));
            }
            catch (OperationCanceledException)
            {
                live.UpdateTarget(Render(stats()));
            }
        });
    }

    private static Table Render(ScenarioStats[] stats)
    {
        var table = new Table().AddColumns("scenario", "time", "load", "ok", "fail", "RPS", "p50 ms", "p95 ms", "p99 ms", "max ms");
        foreach (var scenario in stats)
        {
            var latency = scenario.Ok.Latency;
            table.AddRow(Markup.Escape(scenario.ScenarioName), $"{scenario.Duration:hh\\:mm\\:ss}",
                $"{scenario.LoadSimulationStats.SimulationName} {scenario.LoadSimulationStats.Value}",
                $"{scenario.Ok.Request.Count}", $"{scenario.Fail.Request.Count}", $"{scenario.Ok.Request.RPS:0}",
                $"{latency.Percent50:0.0}", $"{latency.Percent95:0.0}", $"{latency.Percent99:0.0}", $"{latency.MaxMs:0.0}");
        }
        return table;
    }
}

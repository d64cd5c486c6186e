using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Reports;
using Serilog;

namespace NBomber.Engine;

/// <summary>
/// A test from init to reports: (1) init of every scenario, (2) warm-up, not counted, (3) bombing with thresholds and
/// sinks at every reporting interval, (4) clean, (5) final statistics, (6) report files.
/// </summary>
internal sealed class TestRun(NBomberContext context, ILogger logger)
{
    private readonly Random _seeds = context.Seed is { } seed ? new Random(seed) : new Random();
    private readonly MetricRegistry _metrics = new();
    private readonly IReadOnlyList<ScenarioProps> _scenarios =
        [.. context.Scenarios.Where(s => context.TargetScenarios is null || context.TargetScenarios.Contains(s.ScenarioName))];
    private IReadOnlyList<ScenarioExecution> _executions = [];
    private volatile string? _stopReason;

    public TimeProvider Time => context.Time;
    public IScheduleWait Wait => context.Wait;
    public ILogger Logger => logger;
    public NodeInfo NodeInfo { get; } = Machine.Describe();
    public TestInfo TestInfo { get; } = new()
    {
        SessionId = context.SessionId!,
        TestSuite = context.TestSuite,
        TestName = context.TestName,
        Created = context.Time.GetUtcNow().UtcDateTime
    };

    public int NextSeed()
    {
        lock (_seeds) return _seeds.Next();
    }

    public void StopTest(string reason)
    {
        if (Interlocked.CompareExchange(ref _stopReason, reason, null) is null) logger.Warning("Stopping the test: {0}", reason);
        foreach (var execution in _executions) execution.Stop();
    }

    public void StopScenario(string scenarioName, string reason)
    {
        logger.Warning("Stopping scenario {0}: {1}", scenarioName, reason);
        foreach (var execution in _executions.Where(e => e.Props.ScenarioName == scenarioName)) execution.Stop();
    }

    public async Task<NodeStats> RunAsync()
    {
        var sinks = new SinkPump(context, this, _metrics);
        await InitAsync(sinks);
        await WarmUpAsync();
        var thresholds = new ThresholdChecks(_scenarios);
        var started = Time.GetUtcNow();
        if (_stopReason is null) await BombAsync(sinks, thresholds);
        await CleanAsync();
        var stats = FinalStats(thresholds);
        stats.ReportFiles = ReportFiles.Write(context, Finalized(stats), started, logger);
        await sinks.StopAsync(stats);
        NodeInfo.CurrentOperation = OperationType.Complete;
        return stats;
    }

    private async Task InitAsync(SinkPump sinks)
    {
        NodeInfo.CurrentOperation = OperationType.Init;
        await sinks.StartAsync(new SessionStartInfo([.. _scenarios.Select((s, index) => new ScenarioStartInfo(s.ScenarioName, index))]));
        foreach (var scenario in _scenarios)
            if (scenario.Init is not null) await scenario.Init(InitContext(scenario, ScenarioOperation.Init));
    }

    private async Task WarmUpAsync()
    {
        var warming = _scenarios.Where(s => s is { Run: not null, WarmUpDuration: not null }).ToArray();
        if (warming.Length == 0) return;
        NodeInfo.CurrentOperation = OperationType.WarmUp;
        _executions = [.. warming.Select(s => new ScenarioExecution(this, s, ScenarioOperation.WarmUp))];
        await Task.WhenAll(_executions.Select(e => e.RunAsync(e.Props.WarmUpDuration, context.ScenarioCompletionTimeout)));
        _executions = [];
    }

    private async Task BombAsync(SinkPump sinks, ThresholdChecks thresholds)
    {
        NodeInfo.CurrentOperation = OperationType.Bombing;
        _executions = [.. _scenarios.Select(s => new ScenarioExecution(this, s, ScenarioOperation.Bombing))];
        using var ended = new CancellationTokenSource();
        var console = new ConsoleMetrics(context, this).RunAsync(() => Stats(final: false), ended.Token);
        var realtime = EveryInterval(async () =>
        {
            var stats = Stats(final: false);
            if (thresholds.Check(stats, _metrics.Stats()) is { } reason) StopTest(reason);
            await sinks.SaveRealtimeAsync(stats);
        }, ended.Token);
        await Task.WhenAll(_executions.Select(e => e.RunAsync(limit: null, context.ScenarioCompletionTimeout)));
        await ended.CancelAsync();
        await Task.WhenAll(realtime, console);
    }

    private async Task EveryInterval(Func<Task> action, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(context.ReportingInterval, Time, ended);
                await action();
            }
        }
        catch (OperationCanceledException)
        {
            // The bombing is over; the final statistics follow.
        }
    }

    private async Task CleanAsync()
    {
        NodeInfo.CurrentOperation = OperationType.Stop;
        foreach (var scenario in _scenarios.Where(s => s.Clean is not null))
        {
            try
            {
                await scenario.Clean!(InitContext(scenario, ScenarioOperation.Clean));
            }
            catch (Exception exception)
            {
                // Documented: logged, and the test goes on.
                logger.Error(exception, "Clean of scenario {0} failed", scenario.ScenarioName);
            }
        }
    }

    private ScenarioInitContext InitContext(ScenarioProps scenario, ScenarioOperation operation) => new(
        this, _metrics, new ScenarioInfo($"{scenario.ScenarioName}_0", 0, scenario.ScenarioName,
            scenario.LoadSimulations.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.During), operation),
        context);

    private ScenarioStats[] Stats(bool final) => [.. _executions.Select((e, index) => e.Stats(index, final))];

    private NodeStats FinalStats(ThresholdChecks thresholds)
    {
        var scenarios = Stats(final: true);
        var metrics = _metrics.Stats();
        thresholds.CheckFinal(scenarios, metrics);
        return new NodeStats
        {
            ScenarioStats = scenarios,
            Metrics = metrics,
            Thresholds = thresholds.Results(),
            NodeInfo = NodeInfo,
            TestInfo = TestInfo,
            AllRequestCount = scenarios.Sum(s => s.AllRequestCount),
            AllOkCount = scenarios.Sum(s => s.AllOkCount),
            AllFailCount = scenarios.Sum(s => s.AllFailCount),
            AllBytes = scenarios.Sum(s => s.AllBytes),
            Duration = scenarios.Length == 0 ? TimeSpan.Zero : scenarios.Max(s => s.Duration)
        };
    }

    private NodeStats Finalized(NodeStats stats) =>
        context.ReportFinalizer is null ? stats : stats with { ScenarioStats = context.ReportFinalizer(ReportData.Create(stats.ScenarioStats)).ScenarioStats };
}

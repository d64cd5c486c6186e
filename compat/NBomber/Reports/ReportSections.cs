using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine;

namespace NBomber.Reports;

/// <summary>A titled table: what every format but CSV shows.</summary>
internal sealed record Section(string Title, string[] Header, IReadOnlyList<string[]> Rows);

/// <summary>The statistics of a test as tables.</summary>
internal static class ReportSections
{
    public static IReadOnlyList<Section> Of(NodeStats stats, NBomberContext context)
    {
        var sections = new List<Section> { TestInfo(stats) };
        foreach (var scenario in stats.ScenarioStats)
        {
            sections.Add(Overview(scenario, context));
            sections.Add(Measurements($"ok stats of {scenario.ScenarioName}", scenario, ok: true));
            if (scenario.Fail.Request.Count > 0 || scenario.StepStats.Any(s => s.Fail.Request.Count > 0))
                sections.Add(Measurements($"fail stats of {scenario.ScenarioName}", scenario, ok: false));
            var codes = scenario.Ok.StatusCodes.Concat(scenario.Fail.StatusCodes).ToArray();
            if (codes.Length > 0) sections.Add(StatusCodes(scenario.ScenarioName, codes));
        }
        if (stats.Thresholds.Length > 0) sections.Add(Thresholds(stats.Thresholds));
        if (stats.Metrics.Counters.Length + stats.Metrics.Gauges.Length > 0) sections.Add(Metrics(stats));
        return sections;
    }

    private static Section TestInfo(NodeStats stats) => new("test info", ["item", "value"],
    [
        ["test suite", stats.TestInfo.TestSuite],
        ["test name", stats.TestInfo.TestName],
        ["session id", stats.TestInfo.SessionId],
        ["machine", $"{stats.NodeInfo.MachineName}, {stats.NodeInfo.CoresCount} cores, {stats.NodeInfo.OS}"],
        ["runtime", $"{stats.NodeInfo.DotNetVersion}, NBomber {stats.NodeInfo.NBomberVersion}"]
    ]);

    private static Section Overview(ScenarioStats scenario, NBomberContext context) => new($"scenario {scenario.ScenarioName}", ["item", "value"],
    [
        ["ok count", $"{scenario.Ok.Request.Count}"],
        ["fail count", $"{scenario.Fail.Request.Count}"],
        ["all data", $"{scenario.AllBytes / 1e6:0.###} MB"],
        ["duration", $"{scenario.Duration}"],
        .. context.Scenarios.First(s => s.ScenarioName == scenario.ScenarioName).LoadSimulations
            .Select(s => new[] { "load simulation", SimulationText.Describe(s) })
    ]);

    private static Section Measurements(string title, ScenarioStats scenario, bool ok) => new(title,
        ["step", "count", "RPS", "min ms", "mean ms", "max ms", "StdDev", "p50 ms", "p75 ms", "p95 ms", "p99 ms", "mean KB", "all MB"],
        [
            Row("global information", ok ? scenario.Ok : scenario.Fail),
            .. scenario.StepStats.Select(s => Row(s.StepName, ok ? s.Ok : s.Fail))
        ]);

    private static string[] Row(string name, MeasurementStats m) =>
    [
        name, $"{m.Request.Count}", $"{m.Request.RPS:0.#}", $"{m.Latency.MinMs:0.##}", $"{m.Latency.MeanMs:0.##}", $"{m.Latency.MaxMs:0.##}",
        $"{m.Latency.StdDev:0.##}", $"{m.Latency.Percent50:0.##}", $"{m.Latency.Percent75:0.##}", $"{m.Latency.Percent95:0.##}",
        $"{m.Latency.Percent99:0.##}", $"{m.DataTransfer.MeanBytes / 1e3:0.###}", $"{m.DataTransfer.AllBytes / 1e6:0.###}"
    ];

    private static Section StatusCodes(string scenario, StatusCodeStats[] codes) => new($"status codes of {scenario}", ["status code", "count", "percent", "message"],
        [.. codes.Select(c => new[] { c.StatusCode, $"{c.Count}", $"{c.Percent} %", c.Message })]);

    private static Section Thresholds(ThresholdResult[] thresholds) => new("thresholds", ["scenario", "step", "check", "errors", "result"],
        [.. thresholds.Select(t => new[] { t.ScenarioName, t.StepName, t.CheckExpression, $"{t.ErrorCount}", t.IsFailed ? "failed" : "passed" })]);

    private static Section Metrics(NodeStats stats) => new("metrics", ["scenario", "metric", "value", "unit"],
    [
        .. stats.Metrics.Counters.Select(c => new[] { c.ScenarioName, c.MetricName, $"{c.Value}", c.UnitOfMeasure }),
        .. stats.Metrics.Gauges.Select(g => new[] { g.ScenarioName, g.MetricName, $"{g.Value}", g.UnitOfMeasure })
    ]);
}

using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Contracts;

/// <summary>
/// Get (throws where the name is missing), Find (null) and Exists over the arrays of statistics.
/// Documented at nbomber.com/docs/nbomber/asserts_and_thresholds#stats-extensions-api.
/// </summary>
public static class StatsExtensions
{
    public static ScenarioStats Get(this ScenarioStats[] scenarioStats, string name) => Find(scenarioStats, name) ?? throw Missing("Scenario", name);
    public static ScenarioStats? Find(this ScenarioStats[] scenarioStats, string name) => Array.Find(scenarioStats, s => s.ScenarioName == name);
    public static bool Exists(this ScenarioStats[] scenarioStats, string name) => Find(scenarioStats, name) is not null;

    public static StepStats Get(this StepStats[] stepStats, string name) => Find(stepStats, name) ?? throw Missing("Step", name);
    public static StepStats? Find(this StepStats[] stepStats, string name) => Array.Find(stepStats, s => s.StepName == name);
    public static bool Exists(this StepStats[] stepStats, string name) => Find(stepStats, name) is not null;

    public static StatusCodeStats Get(this StatusCodeStats[] statusCodes, string statusCode) => Find(statusCodes, statusCode) ?? throw Missing("Status code", statusCode);
    public static StatusCodeStats? Find(this StatusCodeStats[] statusCodes, string statusCode) => Array.Find(statusCodes, s => s.StatusCode == statusCode);
    public static bool Exists(this StatusCodeStats[] statusCodes, string statusCode) => Find(statusCodes, statusCode) is not null;

    public static CounterStats Get(this CounterStats[] counters, string metricName) => Find(counters, metricName) ?? throw Missing("Counter metric", metricName);
    public static CounterStats? Find(this CounterStats[] counters, string metricName) => Array.Find(counters, c => c.MetricName == metricName);
    public static bool Exists(this CounterStats[] counters, string metricName) => Find(counters, metricName) is not null;

    public static GaugeStats Get(this GaugeStats[] gauges, string metricName) => Find(gauges, metricName) ?? throw Missing("Gauge metric", metricName);
    public static GaugeStats? Find(this GaugeStats[] gauges, string metricName) => Array.Find(gauges, g => g.MetricName == metricName);
    public static bool Exists(this GaugeStats[] gauges, string metricName) => Find(gauges, metricName) is not null;

    private static KeyNotFoundException Missing(string kind, string name) => new($"{kind}: '{name}' is not found.");
}

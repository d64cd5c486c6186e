using System.Linq.Expressions;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Contracts;

/// <summary>
/// A pass/fail criterion, checked at every reporting interval and on the final statistics.
/// Documented at nbomber.com/docs/nbomber/asserts_and_thresholds.
/// </summary>
public sealed class Threshold
{
    private Threshold(string stepName, int? abortWhenErrorCount, TimeSpan? startCheckAfter)
    {
        StepName = stepName;
        AbortWhenErrorCount = abortWhenErrorCount;
        StartCheckAfter = startCheckAfter;
    }

    public string StepName { get; }
    public Expression<Func<StepStats, bool>>? CheckStep { get; private init; }
    public Expression<Func<ScenarioStats, bool>>? CheckScenario { get; private init; }
    public Expression<Func<MetricStats, bool>>? CheckMetric { get; private init; }
    /// <summary>Failed checks after which the test ends early; null: never.</summary>
    public int? AbortWhenErrorCount { get; }
    /// <summary>The first check happens no earlier than this into the scenario.</summary>
    public TimeSpan? StartCheckAfter { get; }
    /// <summary>What the JSON config said, where the threshold came from it.</summary>
    internal string? Text { get; private init; }

    public static Threshold Create(
        Expression<Func<ScenarioStats, bool>> checkScenario, int? abortWhenErrorCount = null, TimeSpan? startCheckAfter = null) =>
        new("", abortWhenErrorCount, startCheckAfter) { CheckScenario = checkScenario };

    public static Threshold Create(
        string stepName, Expression<Func<StepStats, bool>> checkStep, int? abortWhenErrorCount = null, TimeSpan? startCheckAfter = null) =>
        new(stepName, abortWhenErrorCount, startCheckAfter) { CheckStep = checkStep };

    public static Threshold Create(
        Expression<Func<MetricStats, bool>> checkMetric, int? abortWhenErrorCount = null, TimeSpan? startCheckAfter = null) =>
        new("", abortWhenErrorCount, startCheckAfter) { CheckMetric = checkMetric };

    /// <summary>A threshold of the JSON config: its own text stands in the results instead of an expression.</summary>
    internal Threshold WithText(string text) => new(StepName, AbortWhenErrorCount, StartCheckAfter)
    {
        CheckStep = CheckStep,
        CheckScenario = CheckScenario,
        CheckMetric = CheckMetric,
        Text = text
    };
}

using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>
/// The thresholds of a test: checked on the running statistics at every reporting interval, counting errors, and once
/// on the final ones. A threshold has failed when its last check failed, or when its errors ended the test.
/// </summary>
internal sealed class ThresholdChecks(IReadOnlyList<ScenarioProps> scenarios)
{
    private readonly List<Check> _checks = [.. scenarios.SelectMany(s => s.Thresholds.Select(t => new Check(s.ScenarioName, t)))];

    /// <summary>Checks what is due; why the test must end, if one has had as many errors as it allows.</summary>
    public string? Check(ScenarioStats[] stats, MetricStats metrics)
    {
        string? reason = null;
        foreach (var check in _checks)
            if (check.Run(stats, metrics, final: false)) reason ??= $"Threshold '{check.Text}' of scenario '{check.ScenarioName}' failed {check.ErrorCount} times.";
        return reason;
    }

    public void CheckFinal(ScenarioStats[] stats, MetricStats metrics)
    {
        foreach (var check in _checks) check.Run(stats, metrics, final: true);
    }

    public ThresholdResult[] Results() => [.. _checks.Select(c => c.Result())];
}

internal sealed class Check(string scenarioName, Threshold threshold)
{
    private readonly Func<StepStats, bool>? _step = threshold.CheckStep?.Compile();
    private readonly Func<ScenarioStats, bool>? _scenario = threshold.CheckScenario?.Compile();
    private readonly Func<MetricStats, bool>? _metric = threshold.CheckMetric?.Compile();
    private bool _failed;
    private bool _aborted;
    private string _exception = "";

    public string ScenarioName => scenarioName;
    public int ErrorCount { get; private set; }
    public string Text => threshold.Text
        ?? (threshold.CheckStep ?? threshold.CheckScenario ?? (System.Linq.Expressions.LambdaExpression?)threshold.CheckMetric)!.Body.ToString();

    /// <summary>True when this check was the error that ends the test.</summary>
    public bool Run(ScenarioStats[] stats, MetricStats metrics, bool final)
    {
        if (stats.Find(scenarioName) is not { } scenario) return false;
        if (!final && scenario.Duration < threshold.StartCheckAfter) return false;
        _failed = !Holds(scenario, metrics);
        if (!_failed || _aborted) return false;
        ErrorCount++;
        if (final || threshold.AbortWhenErrorCount is not { } limit || ErrorCount < limit) return false;
        _aborted = true;
        return true;
    }

    public ThresholdResult Result() => new()
    {
        ScenarioName = scenarioName,
        StepName = threshold.StepName,
        CheckExpression = Text,
        ExceptionMsg = _exception,
        ErrorCount = ErrorCount,
        IsFailed = _failed || _aborted
    };

    private bool Holds(ScenarioStats scenario, MetricStats metrics)
    {
        try
        {
            if (_scenario is not null) return _scenario(scenario);
            if (_metric is not null) return _metric(metrics);
            return _step!(scenario.StepStats.Get(threshold.StepName));
        }
        catch (Exception exception)
        {
            // A check that can't be made (a step that never ran, a missing status) is a failed check that says why.
            _exception = exception.Message;
            return false;
        }
    }
}

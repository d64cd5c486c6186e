using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Makes and configures scenarios. Documented at nbomber.com/docs/nbomber/scenario.</summary>
public static class Scenario
{
    /// <summary>A scenario whose <paramref name="run"/> is one measured iteration.</summary>
    public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run) => new(name) { Run = run };

    /// <summary>A scenario of init and clean only.</summary>
    public static ScenarioProps Empty(string name) => new(name) { WarmUpDuration = null };

    /// <summary>Runs before warm-up and bombing; if it throws, the test does not start.</summary>
    public static ScenarioProps WithInit(this ScenarioProps scenario, Func<IScenarioInitContext, Task> initFunc) => scenario with { Init = initFunc };

    /// <summary>Runs after bombing; if it throws, that is logged and the rest continues.</summary>
    public static ScenarioProps WithClean(this ScenarioProps scenario, Func<IScenarioInitContext, Task> cleanFunc) => scenario with { Clean = cleanFunc };

    /// <summary>Default 30 s; nothing of it is counted.</summary>
    public static ScenarioProps WithWarmUpDuration(this ScenarioProps scenario, TimeSpan duration) => scenario with { WarmUpDuration = duration };

    public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) => scenario with { WarmUpDuration = null };

    /// <summary>One after the other. Default: one constant copy for a minute.</summary>
    public static ScenarioProps WithLoadSimulations(this ScenarioProps scenario, params LoadSimulation[] loadSimulations) =>
        scenario with { LoadSimulations = loadSimulations };

    public static ScenarioProps WithThresholds(this ScenarioProps scenario, params Threshold[] thresholds) =>
        scenario with { Thresholds = thresholds };

    /// <summary>Default true: a failed step ends the iteration, which counts as failed.</summary>
    public static ScenarioProps WithRestartIterationOnFail(this ScenarioProps scenario, bool shouldRestart) =>
        scenario with { RestartIterationOnFail = shouldRestart };

    /// <summary>Default 5,000: as many failures stop the whole test.</summary>
    public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int maxFailCount) => scenario with { MaxFailCount = maxFailCount };
}

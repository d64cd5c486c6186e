namespace NBomber.Contracts;

/// <summary>The configuration of a scenario; made by <see cref="CSharp.Scenario"/>.</summary>
public sealed record ScenarioProps
{
    internal ScenarioProps(string scenarioName) => ScenarioName = scenarioName;

    public string ScenarioName { get; internal init; }
    internal Func<IScenarioContext, Task<IResponse>>? Run { get; init; }
    internal Func<IScenarioInitContext, Task>? Init { get; init; }
    internal Func<IScenarioInitContext, Task>? Clean { get; init; }
    // Defaults: nbomber.com/docs/nbomber/scenario (30 s, one copy for a minute, 5,000 fails).
    internal TimeSpan? WarmUpDuration { get; init; } = TimeSpan.FromSeconds(30);
    internal IReadOnlyList<LoadSimulation> LoadSimulations { get; init; } =
        [new LoadSimulation.KeepConstant(1, TimeSpan.FromMinutes(1))];
    internal IReadOnlyList<Threshold> Thresholds { get; init; } = [];
    internal bool RestartIterationOnFail { get; init; } = true;
    internal int MaxFailCount { get; init; } = 5_000;
}

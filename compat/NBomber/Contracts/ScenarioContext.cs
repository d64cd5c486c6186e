using Microsoft.Extensions.Configuration;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Contracts;

public enum ScenarioOperation
{
    Init = 0,
    Clean = 1,
    WarmUp = 2,
    Bombing = 3
}

/// <summary>A scenario instance: who it is and in which operation it runs.</summary>
public sealed record ScenarioInfo(
    string InstanceId, int InstanceNumber, string ScenarioName, TimeSpan ScenarioDuration, ScenarioOperation ScenarioOperation);

/// <summary>The share of a scenario that this node runs; one of one outside a cluster.</summary>
public sealed record ScenarioPartition(int Number, int Count)
{
    public static ScenarioPartition Empty { get; } = new(1, 1);
}

/// <summary>What sinks get at their start.</summary>
public interface IBaseContext
{
    TestInfo TestInfo { get; }
    NodeInfo GetNodeInfo();
    ILogger Logger { get; }
    void RegisterMetric(ICounter counter);
    void RegisterMetric(IGauge gauge);
}

/// <summary>The execution context of one scenario instance.</summary>
public interface IScenarioContext
{
    TestInfo TestInfo { get; }
    ScenarioInfo ScenarioInfo { get; }
    NodeInfo NodeInfo { get; }
    ILogger Logger { get; }
    /// <summary>Counts this instance's iterations, from 1.</summary>
    long InvocationNumber { get; }
    /// <summary>Shared between the steps of one iteration, and emptied after it.</summary>
    Dictionary<string, object> Data { get; }
    /// <summary>Kept by the instance for the whole scenario.</summary>
    Dictionary<string, object> ScenarioInstanceData { get; }
    /// <summary>Cancelled when the scenario's schedule has ended or was stopped.</summary>
    CancellationToken ScenarioCancellationToken { get; }
    Random Random { get; }
    void StopScenario(string scenarioName, string reason);
    void StopCurrentTest(string reason);
    /// <summary>The time since the current operation (warm-up or bombing) of the scenario began.</summary>
    TimeSpan GetScenarioTimerTime();
}

/// <summary>What a scenario's init and clean get.</summary>
public interface IScenarioInitContext
{
    TestInfo TestInfo { get; }
    ScenarioInfo ScenarioInfo { get; }
    NodeInfo NodeInfo { get; }
    /// <summary>The scenario's CustomSettings of the JSON config; empty without one.</summary>
    IConfiguration CustomSettings { get; }
    IConfiguration GlobalCustomSettings { get; }
    ScenarioPartition ScenarioPartition { get; }
    ILogger Logger { get; }
    void RegisterMetric(ICounter counter);
    void RegisterMetric(IGauge gauge);
}

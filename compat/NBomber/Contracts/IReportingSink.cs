using Microsoft.Extensions.Configuration;
using NBomber.Contracts.Stats;

namespace NBomber.Contracts;

public sealed record ScenarioStartInfo(string ScenarioName, int SortIndex);

public sealed record SessionStartInfo(ScenarioStartInfo[] Scenarios);

/// <summary>
/// Stores statistics while a test runs and when it has ended: Init, Start, SaveRealtimeStats at every reporting interval,
/// SaveFinalStats, Stop. Documented at nbomber.com/docs/nbomber/reporting-sinks.
/// </summary>
public interface IReportingSink : IDisposable
{
    string SinkName { get; }
    Task Init(IBaseContext context, IConfiguration infraConfig);
    Task Start(SessionStartInfo sessionInfo);
    Task SaveRealtimeStats(ScenarioStats[] stats);
    Task SaveFinalStats(NodeStats stats);
    Task Stop();
}

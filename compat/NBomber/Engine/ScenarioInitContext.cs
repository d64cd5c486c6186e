using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Engine;

internal sealed class ScenarioInitContext(TestRun test, MetricRegistry metrics, ScenarioInfo info, NBomberContext context) : IScenarioInitContext
{
    public TestInfo TestInfo => test.TestInfo;
    public ScenarioInfo ScenarioInfo => info;
    public NodeInfo NodeInfo => test.NodeInfo;
    public IConfiguration CustomSettings =>
        context.CustomSettings.TryGetValue(info.ScenarioName, out var settings) ? settings : new ConfigurationBuilder().Build();
    public IConfiguration GlobalCustomSettings => context.GlobalCustomSettings;
    public ScenarioPartition ScenarioPartition => ScenarioPartition.Empty;
    public ILogger Logger => test.Logger;

    public void RegisterMetric(ICounter counter) => metrics.Register(info.ScenarioName, counter);

    public void RegisterMetric(IGauge gauge) => metrics.Register(info.ScenarioName, gauge);
}

internal sealed class BaseContext(TestRun test, MetricRegistry metrics) : IBaseContext
{
    public TestInfo TestInfo => test.TestInfo;
    public ILogger Logger => test.Logger;

    public NodeInfo GetNodeInfo() => test.NodeInfo;

    public void RegisterMetric(ICounter counter) => metrics.Register("", counter);

    public void RegisterMetric(IGauge gauge) => metrics.Register("", gauge);
}

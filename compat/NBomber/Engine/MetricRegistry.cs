using System.Collections.Concurrent;
using NBomber.Contracts.Metrics;

namespace NBomber.Engine;

/// <summary>The custom metrics that scenarios and sinks have registered.</summary>
internal sealed class MetricRegistry
{
    private readonly ConcurrentQueue<(string Scenario, Counter Counter)> _counters = new();
    private readonly ConcurrentQueue<(string Scenario, Gauge Gauge)> _gauges = new();

    public void Register(string scenario, ICounter counter) => _counters.Enqueue((scenario, (Counter)counter));

    public void Register(string scenario, IGauge gauge) => _gauges.Enqueue((scenario, (Gauge)gauge));

    public MetricStats Stats() => new()
    {
        Counters = [.. _counters.Select(c => new CounterStats { ScenarioName = c.Scenario, MetricName = c.Counter.MetricName, UnitOfMeasure = c.Counter.UnitOfMeasure, Value = c.Counter.Value })],
        Gauges = [.. _gauges.Select(g => new GaugeStats { ScenarioName = g.Scenario, MetricName = g.Gauge.MetricName, UnitOfMeasure = g.Gauge.UnitOfMeasure, Value = g.Gauge.Value })]
    };
}

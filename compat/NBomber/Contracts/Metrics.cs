using NBomber.Contracts.Metrics;

namespace NBomber.Contracts
{
    /// <summary>Makes custom metrics. Documented at nbomber.com/docs/nbomber/custom-metrics.</summary>
    public static class Metric
    {
        public static ICounter CreateCounter(string metricName, string unitOfMeasure) => new Counter(metricName, unitOfMeasure);

        public static IGauge CreateGauge(string metricName, string unitOfMeasure) => new Gauge(metricName, unitOfMeasure);
    }
}

namespace NBomber.Contracts.Metrics
{
    /// <summary>A cumulative count.</summary>
    public interface ICounter
    {
        string MetricName { get; }
        string UnitOfMeasure { get; }
        void Add(long value);
    }

    /// <summary>The last value set.</summary>
    public interface IGauge
    {
        string MetricName { get; }
        string UnitOfMeasure { get; }
        void Set(double value);
    }

    public sealed class CounterStats
    {
        public string MetricName { get; set; } = "";
        public string ScenarioName { get; set; } = "";
        public string UnitOfMeasure { get; set; } = "";
        public long Value { get; set; }
    }

    public sealed class GaugeStats
    {
        public string MetricName { get; set; } = "";
        public string ScenarioName { get; set; } = "";
        public string UnitOfMeasure { get; set; } = "";
        public double Value { get; set; }
    }

    /// <summary>All custom metrics at one moment.</summary>
    public sealed class MetricStats
    {
        public CounterStats[] Counters { get; set; } = [];
        public GaugeStats[] Gauges { get; set; } = [];
    }

    internal sealed class Counter(string metricName, string unitOfMeasure) : ICounter
    {
        private long _value;

        public string MetricName => metricName;
        public string UnitOfMeasure => unitOfMeasure;
        internal long Value => Volatile.Read(ref _value);

        public void Add(long value) => Interlocked.Add(ref _value, value);
    }

    internal sealed class Gauge(string metricName, string unitOfMeasure) : IGauge
    {
        private double _value;

        public string MetricName => metricName;
        public string UnitOfMeasure => unitOfMeasure;
        internal double Value => Volatile.Read(ref _value);

        public void Set(double value) => Volatile.Write(ref _value, value);
    }
}

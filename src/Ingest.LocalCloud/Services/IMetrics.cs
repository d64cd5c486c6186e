namespace Ingest.LocalCloud.Services;

/// <summary>Where a service publishes metrics of itself, as AWS's publish theirs in CloudWatch.</summary>
internal interface IMetrics
{
    /// <summary>The metric, made if it is new.</summary>
    /// <param name="unit">As CloudWatch names units: Count, Bytes, ….</param>
    IMetric Metric(string @namespace, string name, string unit, params ReadOnlySpan<(string Name, string Value)> dimensions);
}

/// <summary>One metric; safe from any thread.</summary>
internal interface IMetric
{
    void Record(double value, DateTimeOffset time, double count = 1);
}

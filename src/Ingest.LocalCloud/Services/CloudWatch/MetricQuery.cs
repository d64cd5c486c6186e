namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>One entry of MetricDataQueries, or of an alarm's Metrics: a metric's statistic or an expression over others.</summary>
/// <param name="Stat">Null: <paramref name="Expression"/> is there.</param>
internal sealed record MetricQuery(string Id, MetricStat? Stat, string? Expression, string? Label, bool ReturnData);

/// <summary>A statistic of a metric by period.</summary>
/// <param name="Period">In seconds.</param>
/// <param name="Stat">As <see cref="MetricBucket.Statistic"/> takes it.</param>
/// <param name="Unit">Null: whatever unit the metric has.</param>
internal sealed record MetricStat(string Namespace, string Name, IReadOnlyList<Dimension> Dimensions, int Period, string Stat, string? Unit);

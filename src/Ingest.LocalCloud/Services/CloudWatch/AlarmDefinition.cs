namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>What an alarm watches, and from when on it is one (CloudWatch API reference, PutMetricAlarm).</summary>
/// <param name="Metrics">One of them is returned: that is compared.</param>
/// <param name="Comparison">Such as GreaterThanThreshold.</param>
/// <param name="DatapointsToAlarm">The M of M out of N.</param>
/// <param name="TreatMissingData">breaching, notBreaching, ignore or missing.</param>
internal sealed record AlarmDefinition(
    string Name, string Description, IReadOnlyList<MetricQuery> Metrics, string Comparison, double Threshold, int EvaluationPeriods, int DatapointsToAlarm, string TreatMissingData)
{
    public const string DefaultComparison = "GreaterThanThreshold";

    public static readonly string[] Comparisons = [DefaultComparison, "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"];

    public static readonly string[] MissingDataTreatments = ["missing", "breaching", "notBreaching", "ignore"];

    /// <summary>ARNs that are told of a change to this state. Default: nobody.</summary>
    public IReadOnlyList<string> AlarmActions { get; init; } = [];

    public IReadOnlyList<string> OkActions { get; init; } = [];

    public IReadOnlyList<string> InsufficientDataActions { get; init; } = [];

    /// <summary>The period of what is compared: the shortest of its metrics'.</summary>
    public int Period => Metrics.Where(query => query.Stat is not null).Select(query => query.Stat!.Period).DefaultIfEmpty(60).Min();

    public bool IsBreaching(double value) => Comparison switch
    {
        "GreaterThanThreshold" => value > Threshold,
        "GreaterThanOrEqualToThreshold" => value >= Threshold,
        "LessThanThreshold" => value < Threshold,
        _ => value <= Threshold,
    };
}

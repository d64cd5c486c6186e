namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>What DynamoDB publishes of a table's writes (DynamoDB developer guide, metrics-dimensions), by TableName; a zero too, where AWS may publish nothing.</summary>
internal sealed class TableMetrics(string table, IMetrics metrics)
{
    private const string Namespace = "AWS/DynamoDB";

    private readonly IMetric _consumed = metrics.Metric(Namespace, "ConsumedWriteCapacityUnits", "Count", ("TableName", table));
    private readonly IMetric _throttles = metrics.Metric(Namespace, "WriteThrottleEvents", "Count", ("TableName", table));

    /// <param name="units">Write units that the call consumed.</param>
    /// <param name="throttled">Items that it had no units left for.</param>
    public void Wrote(int units, int throttled, DateTimeOffset now)
    {
        _consumed.Record(units, now);
        _throttles.Record(throttled, now);
    }
}

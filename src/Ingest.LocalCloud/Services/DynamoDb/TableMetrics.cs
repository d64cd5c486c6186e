namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Which limit a write was beyond; the names are those of DynamoDB's throttling reasons without what they all begin with.</summary>
internal enum WriteThrottle
{
    /// <summary>What one partition takes.</summary>
    KeyRange,

    /// <summary>The write units that the table is provisioned with.</summary>
    Provisioned,

    /// <summary>The account's quota for a table on demand.</summary>
    AccountLimit,
}

/// <summary>What DynamoDB publishes of a table's writes (DynamoDB developer guide, metrics-dimensions), by TableName; a zero too, where AWS may publish nothing.</summary>
internal sealed class TableMetrics(string table, IMetrics metrics)
{
    private readonly IMetric _consumed = Of(metrics, table, "ConsumedWriteCapacityUnits");
    private readonly IMetric _throttles = Of(metrics, table, "WriteThrottleEvents");
    private readonly IMetric _keyRange = Of(metrics, table, "WriteKeyRangeThroughputThrottleEvents");
    private readonly IMetric _provisioned = Of(metrics, table, "WriteProvisionedThroughputThrottleEvents");
    private readonly IMetric _accountLimit = Of(metrics, table, "WriteAccountLimitThrottleEvents");
    // Tables have no maximum of their own here.
    private readonly IMetric _maximum = Of(metrics, table, "WriteMaxOnDemandThroughputThrottleEvents");

    /// <param name="units">Write units that the call consumed.</param>
    /// <param name="throttled">Items that it had no units left for.</param>
    /// <param name="causes">The same by <see cref="WriteThrottle"/>.</param>
    public void Wrote(int units, int throttled, ReadOnlySpan<int> causes, DateTimeOffset now)
    {
        _consumed.Record(units, now);
        _throttles.Record(throttled, now);
        _keyRange.Record(causes[(int)WriteThrottle.KeyRange], now);
        _provisioned.Record(causes[(int)WriteThrottle.Provisioned], now);
        _accountLimit.Record(causes[(int)WriteThrottle.AccountLimit], now);
        _maximum.Record(0, now);
    }

    private static IMetric Of(IMetrics metrics, string table, string name) => metrics.Metric("AWS/DynamoDB", name, "Count", ("TableName", table));
}

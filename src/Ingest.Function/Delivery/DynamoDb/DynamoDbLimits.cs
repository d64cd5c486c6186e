namespace Ingest.Function.Delivery.DynamoDb;

internal static class DynamoDbLimits
{
    /// <summary>
    /// 25 items, 16 MB a call and 400 KB an item. Items have no order among them, so calls of one POST run side by side.
    /// Source: DynamoDB API reference, BatchWriteItem.
    /// </summary>
    public static CallLimits BatchWriteItem { get; } = new(25, 16_000_000, 400 * 1024, CallsPerWrite: 8, DistinctKeys: true);
}

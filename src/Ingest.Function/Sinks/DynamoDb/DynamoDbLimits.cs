using Ingest.Function.Buffers;
using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>
/// 25 items and 16 MB a call, these as they go over the network in DynamoDB's JSON; 400 KB an item, as it is stored: names
/// and values in UTF-8. Items have no order among them, so calls of one POST run side by side.
/// Source: DynamoDB API reference, BatchWriteItem.
/// </summary>
internal static class DynamoDbLimits
{
    /// <summary>The smaller reading of 16 MB, less what may stand around the items and in the request's head.</summary>
    private const int WireBytes = 16_000_000 - (16 * 1024);

    /// <summary>What stands around an item's values, and what its key becomes beyond twice its length: an id is at most 64 control characters.</summary>
    private const int ItemOverhead = 512;

    public static CallLimits BatchWriteItem { get; } = new(25, long.MaxValue, 400 * 1024, CallsPerWrite: 8, DistinctKeys: true);

    /// <summary>Over whatever transport: the AWS SDK's marshaller, too, writes at most six bytes, \u00XX, for one.</summary>
    public static WireLimit Wire { get; } = new(WireBytes, JsonString.Widest, ItemOverhead, static (_, unit) => ((long)unit.Bytes * JsonString.Widest) + ItemOverhead);

    /// <summary>As <see cref="DirectBatchWriteItem"/> writes them, counted if a call comes near the limit.</summary>
    public static WireLimit DirectWire(IItemLayout layout) => new(WireBytes, JsonString.WidestOfJson, ItemOverhead, (write, unit) => ItemWire.Bytes(write, unit, layout));
}

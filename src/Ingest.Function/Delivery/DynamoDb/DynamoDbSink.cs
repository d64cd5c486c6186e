using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Ingest.Function.Events;

namespace Ingest.Function.Delivery.DynamoDb;

/// <summary>
/// One item an event through BatchWriteItem: deviceId (partition key), sk = time#id (sort key), data, receivedAt, and
/// expiresAt in epoch seconds for the table's TTL.
/// </summary>
internal sealed class DynamoDbSink(IAmazonDynamoDB client, string tableName, int retentionDays) : ISink
{
    /// <summary>
    /// 25 items, 16 MB a call and 400 KB an item. Items have no order among them, so calls of one POST run side by side.
    /// Source: DynamoDB API reference, BatchWriteItem.
    /// </summary>
    private static readonly CallLimits BatchWriteItem = new(25, 16_000_000, 400 * 1024, CallsPerWrite: 8, DistinctKeys: true);

    private const string DeviceId = "deviceId";
    private const string SortKey = "sk";
    private const string Data = "data";
    private const string ReceivedAt = "receivedAt";
    private const string ExpiresAt = "expiresAt";

    // A number takes one byte for two digits and one more: ten digits until the year 2286.
    private const int ExpiresAtBytes = 6;

    public string Name => "dynamodb";

    public string UnitName => "DynamoDB item";

    public CallLimits Limits => BatchWriteItem;

    /// <summary>UTF-8 bytes of attribute names and values. Source: DynamoDB developer guide, item sizes and formats.</summary>
    public int UnitBytes(EventBatch batch, in TelemetryEvent e) =>
        DeviceId.Length + e.DeviceId.Length + SortKey.Length + e.SortKey.Length + Data.Length + StoredJson.ItemLength(e)
        + ReceivedAt.Length + EventTime.Width + (retentionDays > 0 ? ExpiresAt.Length + ExpiresAtBytes : 0);

    public SinkWrite Prepare(EventBatch batch)
    {
        var units = new WriteUnit[batch.Events.Count];
        for (var i = 0; i < units.Length; i++) units[i] = new WriteUnit(i, 1, UnitBytes(batch, batch.Events[i]));
        return new SinkWrite(batch, units);
    }

    public async Task<WriteOutcome[]> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        var puts = new List<WriteRequest>(call.Units.Count);
        foreach (var (write, unit) in call.Units) puts.Add(new WriteRequest(new PutRequest(Item(write.Batch, write.Batch.Events[write.Units[unit].First]))));
        var response = await client.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [tableName] = puts } }, cancellation);

        var outcomes = new WriteOutcome[puts.Count];
        Array.Fill(outcomes, WriteOutcome.Written);
        if (response.UnprocessedItems?.GetValueOrDefault(tableName) is not { Count: > 0 } unprocessed) return outcomes;
        var places = new Dictionary<(string, string), int>(puts.Count);
        for (var i = 0; i < puts.Count; i++) places[Key(puts[i])] = i;
        foreach (var request in unprocessed) outcomes[places[Key(request)]] = WriteOutcome.Throttled;
        return outcomes;
    }

    private Dictionary<string, AttributeValue> Item(EventBatch batch, TelemetryEvent e)
    {
        var item = new Dictionary<string, AttributeValue>(5)
        {
            [DeviceId] = new(Encoding.ASCII.GetString(batch.Text(e.DeviceId))),
            [SortKey] = new(Encoding.UTF8.GetString(batch.Text(e.SortKey))),
            [Data] = new(DataText(batch, e)),
            [ReceivedAt] = new(EventTime.Format(batch.ReceivedAt)),
        };
        if (retentionDays > 0)
        {
            var expiry = (batch.ReceivedAt / 1000) + (retentionDays * 86_400L);
            item[ExpiresAt] = new AttributeValue { N = expiry.ToString(CultureInfo.InvariantCulture) };
        }
        return item;
    }

    private static string DataText(EventBatch batch, TelemetryEvent e)
    {
        var length = StoredJson.ItemLength(e);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(length);
        StoredJson.WriteItem(batch, e, buffer);
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    private static (string DeviceId, string SortKey) Key(WriteRequest request) => (request.PutRequest.Item[DeviceId].S, request.PutRequest.Item[SortKey].S);
}

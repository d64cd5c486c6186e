using System.Buffers;
using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Ingest.Function.Events;

namespace Ingest.Function.Delivery.DynamoDb;

/// <summary>Items through BatchWriteItem, keyed by deviceId and sk; expiresAt is epoch seconds for the table's TTL.</summary>
internal sealed class DynamoDbSink(IAmazonDynamoDB client, string tableName, int retentionDays, IItemLayout layout) : ISink
{
    private readonly ItemSize _size = new(Expires: retentionDays > 0);

    public string Name => "dynamodb";

    public string UnitName => "DynamoDB item";

    public CallLimits Limits => DynamoDbLimits.BatchWriteItem;

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => layout.UnitBytes(batch, e, _size);

    public SinkWrite Prepare(EventBatch batch) => layout.Prepare(batch, _size);

    public async ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        var puts = new List<WriteRequest>(call.Units.Count);
        foreach (var (write, unit) in call.Units) puts.Add(new WriteRequest(new PutRequest(Item(write, write.Units[unit]))));
        var response = await client.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [tableName] = puts } }, cancellation);

        var outcomes = new WriteOutcome[puts.Count];
        Array.Fill(outcomes, WriteOutcome.Written);
        if (response.UnprocessedItems?.GetValueOrDefault(tableName) is not { Count: > 0 } unprocessed) return outcomes;
        var places = new Dictionary<(string, string), int>(puts.Count);
        for (var i = 0; i < puts.Count; i++) places[Key(puts[i])] = i;
        foreach (var request in unprocessed) outcomes[places[Key(request)]] = WriteOutcome.Throttled;
        return outcomes;
    }

    private Dictionary<string, AttributeValue> Item(SinkWrite write, WriteUnit unit)
    {
        var item = new Dictionary<string, AttributeValue>(5)
        {
            [ItemSize.DeviceId] = new(Encoding.ASCII.GetString(write.Batch.Text(write.Event(unit.First).DeviceId))),
            [ItemSize.SortKey] = new(Text(layout.SortKeyLength(write, unit), write, unit, layout.WriteSortKey)),
            [ItemSize.Data] = new(Text(layout.DataLength(write, unit), write, unit, layout.WriteData)),
            [ItemSize.ReceivedAt] = new(EventTime.Format(write.Batch.ReceivedAt)),
        };
        if (retentionDays > 0)
        {
            var expiry = (write.Batch.ReceivedAt / 1000) + (retentionDays * 86_400L);
            item[ItemSize.ExpiresAt] = new AttributeValue { N = expiry.ToString(CultureInfo.InvariantCulture) };
        }
        return item;
    }

    private delegate void TextWriter(SinkWrite write, in WriteUnit unit, Span<byte> destination);

    private static string Text(int length, SinkWrite write, in WriteUnit unit, TextWriter writer)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        writer(write, unit, buffer.AsSpan(0, length));
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    private static (string DeviceId, string SortKey) Key(WriteRequest request) => (request.PutRequest.Item[ItemSize.DeviceId].S, request.PutRequest.Item[ItemSize.SortKey].S);
}

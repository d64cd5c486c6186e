using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Ingest.Function.Delivery;
using Ingest.Function.Events;
using Ingest.Function.Sinks;
using Ingest.Function.Sinks.DynamoDb;

namespace Ingest.Function.Sdk;

/// <summary>Items through BatchWriteItem, keyed by deviceId and sk; expiresAt is epoch seconds for the table's TTL.</summary>
internal sealed class SdkBatchWriteItem(IAmazonDynamoDB client, string tableName, int retentionDays, IItemLayout layout) : ISinkTransport
{
    public WireLimit? Wire => DynamoDbLimits.Wire;

    public async ValueTask<ReadOnlyMemory<WriteOutcome>> CallAsync(SinkCall call, CancellationToken cancellation)
    {
        var puts = new List<WriteRequest>(call.Units.Count);
        foreach (var (write, unit) in call.Units) puts.Add(new WriteRequest(new PutRequest(Item(write, write.Units[unit]))));
        var response = await client.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [tableName] = puts } }, cancellation);

        // Null is a response without UnprocessedItems: it proves nothing.
        if (response.HttpStatusCode != HttpStatusCode.OK || response.UnprocessedItems is not { } tables) throw new JsonException($"BatchWriteItem answered {(int)response.HttpStatusCode} without UnprocessedItems.");
        var outcomes = new WriteOutcome[puts.Count];
        var unprocessed = new UnprocessedItems(outcomes);
        if (tables.Count == 0) return outcomes;
        call.Error = new SinkError(null, null, response.ResponseMetadata?.RequestId);
        for (var i = 0; i < puts.Count; i++) unprocessed.AddSent(Key(puts[i]), i);
        foreach (var (table, requests) in tables)
        {
            if (table != tableName || requests is not { Count: > 0 }) throw new JsonException("BatchWriteItem named no unprocessed items, or those of another table.");
            foreach (var request in requests) unprocessed.Take(Key(request));
        }
        return outcomes;
    }

    private Dictionary<string, AttributeValue> Item(SinkWrite write, WriteUnit unit)
    {
        var item = new Dictionary<string, AttributeValue>(5)
        {
            [ItemSize.DeviceId] = new(Encoding.ASCII.GetString(write.Batch.Bytes(write.Event(unit.First).DeviceId))),
            [ItemSize.SortKey] = new(ReadString(layout.SortKeyLength(write, unit), write, unit, layout.WriteSortKey)),
            [ItemSize.Data] = new(ReadString(layout.DataLength(write, unit), write, unit, layout.WriteData)),
            [ItemSize.ReceivedAt] = new(EventTime.Format(write.Batch.ReceivedAt)),
        };
        if (retentionDays > 0)
        {
            var expiry = (write.Batch.ReceivedAt / 1000) + (retentionDays * 86_400L);
            item[ItemSize.ExpiresAt] = new AttributeValue { N = expiry.ToString(CultureInfo.InvariantCulture) };
        }
        return item;
    }

    private delegate void BytesWriter(SinkWrite write, in WriteUnit unit, Span<byte> destination);

    private static string ReadString(int length, SinkWrite write, in WriteUnit unit, BytesWriter writer)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        writer(write, unit, buffer.AsSpan(0, length));
        var value = Encoding.UTF8.GetString(buffer, 0, length);
        ArrayPool<byte>.Shared.Return(buffer);
        return value;
    }

    private static (string DeviceId, string SortKey) Key(WriteRequest request) =>
        request.PutRequest?.Item is { } item && item.TryGetValue(ItemSize.DeviceId, out var device) && item.TryGetValue(ItemSize.SortKey, out var sortKey)
            ? (device.S, sortKey.S)
            : throw new JsonException("BatchWriteItem named an unprocessed request without the key of an item.");
}

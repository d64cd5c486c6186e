using System.Buffers;
using System.Text;
using System.Text.Json;
using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>
/// Reads {"UnprocessedItems":{"table":[{"PutRequest":{"Item":{"deviceId":{"S":"…"},"sk":{"S":"…"},…}}}]}}: what is not in it
/// is stored, if it is there and names only what was sent. Source: DynamoDB API reference, BatchWriteItem.
/// </summary>
internal static class BatchWriteItemEvidence
{
    /// <param name="body">The body of a response with status 200.</param>
    /// <param name="tableName">The table that was written to.</param>
    /// <param name="call">The call.</param>
    /// <param name="layout">Gives the sort keys of its units.</param>
    /// <returns>An outcome per unit.</returns>
    /// <exception cref="JsonException">It proves nothing of any item.</exception>
    public static ReadOnlyMemory<WriteOutcome> Read(ReadOnlyMemory<byte> body, string tableName, SinkCall call, IItemLayout layout, out bool isWhole)
    {
        var outcomes = call.Outcomes.Span;
        isWhole = !CheckShape(body.Span);
        if (!isWhole)
        {
            // The rare path: objects are cheaper to read than to avoid.
            using var response = JsonDocument.Parse(body);
            var unprocessed = new UnprocessedItems(call.Outcomes);
            for (var i = 0; i < outcomes.Length; i++) unprocessed.AddSent(Key(call.Units[i].Write, call.Units[i].Unit, layout), i);
            foreach (var table in response.RootElement.GetProperty("UnprocessedItems"u8).EnumerateObject()) Read(table, tableName, unprocessed);
            return call.Outcomes;
        }
        outcomes.Fill(WriteOutcome.Written);
        return call.Outcomes;
    }

    /// <summary>Checks all but which items are named.</summary>
    /// <returns>Whether any are.</returns>
    /// <exception cref="JsonException">It proves nothing of any item.</exception>
    public static bool CheckShape(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("BatchWriteItem answered with no object.");
        var (isThere, found) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("UnprocessedItems"u8))
            {
                ResponseMembers.Skip(ref reader, "BatchWriteItem");
                continue;
            }
            if (isThere || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("BatchWriteItem answered with UnprocessedItems that are not one object.");
            isThere = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                found = true;
                reader.Read();
                reader.Skip();
            }
        }
        ResponseMembers.End(ref reader);
        return isThere ? found : throw new JsonException("BatchWriteItem answered without UnprocessedItems.");
    }

    private static void Read(JsonProperty table, string tableName, UnprocessedItems unprocessed)
    {
        if (table.Name != tableName || table.Value.ValueKind != JsonValueKind.Array || table.Value.GetArrayLength() == 0)
            throw new JsonException("BatchWriteItem named no unprocessed items, or those of another table.");
        foreach (var request in table.Value.EnumerateArray()) unprocessed.Take(Key(request));
    }

    private static (string DeviceId, string SortKey) Key(SinkWrite write, int place, IItemLayout layout)
    {
        var unit = write.Units[place];
        var sortKey = ArrayPool<byte>.Shared.Rent(layout.SortKeyLength(write, unit));
        var length = layout.SortKeyLength(write, unit);
        layout.WriteSortKey(write, unit, sortKey.AsSpan(0, length));
        var key = (Encoding.ASCII.GetString(write.Batch.Bytes(write.Event(unit.First).DeviceId)), Encoding.UTF8.GetString(sortKey, 0, length));
        ArrayPool<byte>.Shared.Return(sortKey);
        return key;
    }

    private static (string DeviceId, string SortKey) Key(JsonElement request) =>
        (ReadKey(request, "deviceId"u8), ReadKey(request, "sk"u8));

    private static string ReadKey(JsonElement request, ReadOnlySpan<byte> attribute) =>
        request.ValueKind == JsonValueKind.Object && TryGet(request, "PutRequest"u8, out var put) && TryGet(put, "Item"u8, out var item)
        && TryGet(item, attribute, out var value) && value.TryGetProperty("S"u8, out var key) && key.ValueKind == JsonValueKind.String
            ? key.GetString()!
            : throw new JsonException("BatchWriteItem named an unprocessed request without the key of an item.");

    private static bool TryGet(JsonElement element, ReadOnlySpan<byte> name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;
}

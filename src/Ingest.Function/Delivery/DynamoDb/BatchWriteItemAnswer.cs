using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ingest.Function.Delivery.DynamoDb;

/// <summary>Reads {"UnprocessedItems":{"table":[{"PutRequest":{"Item":{"deviceId":{"S":"…"},"sk":{"S":"…"},…}}}]}}: what is not in it is stored.</summary>
internal static class BatchWriteItemAnswer
{
    /// <param name="body">The answer to a call that succeeded as such.</param>
    /// <param name="call">The call.</param>
    /// <param name="layout">Gives the sort keys of its units.</param>
    /// <returns>An outcome per unit.</returns>
    /// <exception cref="JsonException">It is no such answer, or names an item that was not sent.</exception>
    public static ReadOnlyMemory<WriteOutcome> Read(ReadOnlyMemory<byte> body, SinkCall call, IItemLayout layout)
    {
        var outcomes = call.Outcomes.Span;
        outcomes.Fill(WriteOutcome.Written);
        if (!HasUnprocessed(body.Span)) return call.Outcomes;

        // The rare path: objects are cheaper to read than to avoid.
        var places = new Dictionary<(string, string), int>(outcomes.Length);
        for (var i = 0; i < outcomes.Length; i++) places[Key(call.Units[i].Write, call.Units[i].Unit, layout)] = i;
        using var answer = JsonDocument.Parse(body);
        foreach (var table in answer.RootElement.GetProperty("UnprocessedItems"u8).EnumerateObject())
        {
            foreach (var request in table.Value.EnumerateArray())
            {
                if (!places.TryGetValue(Key(request), out var place)) throw new JsonException("BatchWriteItem named an unprocessed item that was not sent.");
                outcomes[place] = WriteOutcome.Throttled;
            }
        }
        return call.Outcomes;
    }

    private static bool HasUnprocessed(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("BatchWriteItem answered with no object.");
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUnprocessed = reader.ValueTextEquals("UnprocessedItems"u8);
            reader.Read();
            if (isUnprocessed && reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    found = true;
                    reader.Read();
                    reader.Skip();
                }
            }
            else
            {
                reader.Skip();
            }
        }
        return found;
    }

    private static (string DeviceId, string SortKey) Key(SinkWrite write, int place, IItemLayout layout)
    {
        var unit = write.Units[place];
        var sortKey = ArrayPool<byte>.Shared.Rent(layout.SortKeyLength(write, unit));
        var length = layout.SortKeyLength(write, unit);
        layout.WriteSortKey(write, unit, sortKey.AsSpan(0, length));
        var key = (Encoding.ASCII.GetString(write.Batch.Text(write.Event(unit.First).DeviceId)), Encoding.UTF8.GetString(sortKey, 0, length));
        ArrayPool<byte>.Shared.Return(sortKey);
        return key;
    }

    private static (string DeviceId, string SortKey) Key(JsonElement request)
    {
        var item = request.GetProperty("PutRequest"u8).GetProperty("Item"u8);
        return (item.GetProperty("deviceId"u8).GetProperty("S"u8).GetString()!, item.GetProperty("sk"u8).GetProperty("S"u8).GetString()!);
    }
}

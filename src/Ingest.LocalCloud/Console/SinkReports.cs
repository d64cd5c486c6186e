using System.Globalization;
using System.Text;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.LocalCloud.Console;

/// <summary>What was written: <c>GET /api/records</c> and <c>GET /api/items</c>.</summary>
internal sealed class SinkReports(ConsoleSources sources)
{
    private const string CursorForm = "a 'next' of an earlier response";

    /// <summary>
    /// Without a cursor the newest records, newest first; with one those after it, oldest first in each shard.
    /// <c>next</c> is the cursor after what was returned: <c>shard:position</c> of each shard, joined by commas.
    /// </summary>
    public Action<Utf8JsonWriter> Records(string? after, int limit)
    {
        if (sources.Options.StreamName.Length == 0) return json => WriteNone(json, "records");
        var stream = sources.Aws.Kinesis.Streams.FirstOrDefault(s => s.Name == sources.Options.StreamName)
            ?? throw new ConsoleRequestException(StatusCodes.Status404NotFound, $"There is no stream {sources.Options.StreamName}");
        var positions = stream.Shards.ToDictionary(s => s.Index, s => after is null ? stream.Locked(() => s.Log.Next) : 1);
        if (after is not null) ReadCursor(after, positions);
        var records = after is null ? sources.Aws.Kinesis.Newest(stream.Name, limit) : ReadOn(stream, positions, limit);
        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("records");
            foreach (var record in records) WriteRecord(json, record);
            json.WriteEndArray();
            json.WriteString("next", string.Join(',', positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}:{p.Value}"))));
            json.WriteEndObject();
        };
    }

    /// <summary>The newest items of a device, newest first, or some of all devices.</summary>
    public Action<Utf8JsonWriter> Items(string? deviceId, int limit)
    {
        if (sources.Options.TableName.Length == 0) return json => WriteNone(json, "items");
        var table = sources.Aws.DynamoDb.Find(sources.Options.TableName)
            ?? throw new ConsoleRequestException(StatusCodes.Status404NotFound, $"There is no table {sources.Options.TableName}");
        var items = deviceId is null
            ? [.. table.Items().Take(limit).Select(i => i.Json)]
            : table.ReadPartition<ReadOnlyMemory<byte>[]>(
                Encoding.UTF8.GetBytes(deviceId),
                p => p is null ? [] : [.. Enumerable.Range(0, p.Count).Reverse().Take(limit).Select(i => p[i].Json)]);
        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var item in items) PlainItem.Write(json, item);
            json.WriteEndArray();
            json.WriteEndObject();
        };
    }

    /// <summary>A stack without the sink has nothing in it.</summary>
    private static void WriteNone(Utf8JsonWriter json, string list)
    {
        json.WriteStartObject();
        json.WriteStartArray(list);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void ReadCursor(string cursor, Dictionary<int, long> positions)
    {
        foreach (var part in cursor.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split(':');
            if (pair.Length != 2
                || !int.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
                || !long.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                || !positions.ContainsKey(shard))
            {
                throw new ConsoleRequestException(StatusCodes.Status400BadRequest, $"after takes {CursorForm}, not '{cursor}'");
            }
            positions[shard] = Math.Max(1, position);
        }
    }

    private static List<StoredRecord> ReadOn(KinesisStream stream, Dictionary<int, long> positions, int limit)
    {
        var records = new List<StoredRecord>();
        foreach (var shard in stream.Shards)
        {
            while (records.Count < limit && stream.Read(shard, positions[shard.Index]) is { } view)
            {
                var first = (int)Math.Max(0, positions[shard.Index] - view.First);
                var count = Math.Min(view.Count - first, limit - records.Count);
                for (var i = first; i < first + count; i++) records.Add(view.Record(shard, i));
                positions[shard.Index] = view.First + first + count;
            }
        }
        return records;
    }

    private static void WriteRecord(Utf8JsonWriter json, StoredRecord record)
    {
        json.WriteStartObject();
        json.WriteString("shardId", record.Shard.Id);
        json.WriteString("sequenceNumber", record.SequenceNumber.ToString());
        json.WriteString("partitionKey", record.PartitionKey.Span);
        json.WriteString("arrived", DateTimeOffset.FromUnixTimeMilliseconds(record.ArrivedMs));
        if (IsJson(record.Data.Span))
        {
            json.WritePropertyName("data");
            json.WriteRawValue(record.Data.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64String("base64", record.Data.Span);
        }
        json.WriteEndObject();
    }

    private static bool IsJson(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            while (reader.Read()) { }
            return data.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

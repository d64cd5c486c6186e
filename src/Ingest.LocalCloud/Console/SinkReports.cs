using System.Globalization;
using System.Text;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.LocalCloud.Console;

/// <summary>What was written: <c>GET /api/records</c>, <c>/api/keys</c>, <c>/api/items</c> and <c>/api/devices</c>.</summary>
internal sealed class SinkReports(ConsoleSources sources)
{
    private const string CursorForm = "a 'next' of an earlier response";
    private const int RecordsForKeys = 200;
    private const int ItemsForDevices = 256;
    private const int DevicesListed = 20;

    /// <summary>
    /// Without a cursor the newest records, newest first; with one those after it, oldest first in each shard.
    /// <c>next</c> is the cursor after what was returned: <c>shard:position</c> of each shard, joined by commas.
    /// </summary>
    public Action<Utf8JsonWriter> Records(string? after, string? shardId, int limit)
    {
        if (sources.Options.StreamName.Length == 0) return json => WriteNone(json, "records");
        var stream = Stream();
        var shard = string.IsNullOrEmpty(shardId) ? null
            : stream.Find(shardId) ?? throw new ConsoleRequestException(StatusCodes.Status404NotFound, $"The stream {stream.Name} has no shard '{shardId}'");
        var positions = stream.Shards.ToDictionary(s => s.Index, s => after is null ? stream.Locked(() => s.Log.Next) : 1);
        if (after is not null) ReadCursor(after, positions);
        var records = after is null ? sources.Aws.Kinesis.Newest(stream.Name, limit, shard) : ReadOn(stream, shard is null ? stream.Shards : [shard], positions, limit);
        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("records");
            foreach (var record in records) RecordJson.Write(json, record);
            json.WriteEndArray();
            json.WriteString("next", string.Join(',', positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}:{p.Value}"))));
            json.WriteEndObject();
        };
    }

    /// <summary>{"shards":[{"shardId","records":looked at,"key":the most frequent partition key among them,"share":of them}]}</summary>
    public void Keys(Utf8JsonWriter json)
    {
        if (sources.Options.StreamName.Length == 0)
        {
            WriteNone(json, "shards");
            return;
        }
        var stream = Stream();
        json.WriteStartObject();
        json.WriteStartArray("shards");
        foreach (var shard in stream.Shards)
        {
            var newest = sources.Aws.Kinesis.Newest(stream.Name, RecordsForKeys, shard);
            if (newest.Count == 0) continue;
            var most = newest.CountBy(record => Encoding.UTF8.GetString(record.PartitionKey.Span)).MaxBy(key => key.Value);
            json.WriteStartObject();
            json.WriteString("shardId", shard.Id);
            json.WriteNumber("records", newest.Count);
            json.WriteString("key", most.Key);
            json.WriteNumber("share", Math.Round((double)most.Value / newest.Count, 3));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>{"devices":[{"deviceId","items":of it,"sk":of the newest}]}, the one written last first.</summary>
    public void Devices(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("devices");
        if (sources.Options.TableName.Length > 0)
        {
            foreach (var (key, count, item) in Table().Newest(ItemsForDevices).DistinctBy(one => one.Key).Take(DevicesListed))
            {
                json.WriteStartObject();
                json.WriteString("deviceId", key);
                json.WriteNumber("items", count);
                json.WriteString("sk", item.SortKey);
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The newest items of a device, newest first, or those of all devices that were put last.</summary>
    public Action<Utf8JsonWriter> Items(string? deviceId, int limit)
    {
        if (sources.Options.TableName.Length == 0) return json => WriteNone(json, "items");
        var table = Table();
        var items = deviceId is null
            ? [.. table.Newest(limit).Select(one => one.Item.Json)]
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

    private KinesisStream Stream() => sources.Aws.Kinesis.Streams.FirstOrDefault(s => s.Name == sources.Options.StreamName)
        ?? throw new ConsoleRequestException(StatusCodes.Status404NotFound, $"There is no stream {sources.Options.StreamName}");

    private Table Table() => sources.Aws.DynamoDb.Find(sources.Options.TableName)
        ?? throw new ConsoleRequestException(StatusCodes.Status404NotFound, $"There is no table {sources.Options.TableName}");

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

    private static List<StoredRecord> ReadOn(KinesisStream stream, IReadOnlyList<Shard> shards, Dictionary<int, long> positions, int limit)
    {
        var records = new List<StoredRecord>();
        foreach (var shard in shards)
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
}

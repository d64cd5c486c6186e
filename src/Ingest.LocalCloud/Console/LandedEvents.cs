using System.Text;
using Ingest.LocalCloud.FunctionUrl;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;
using Ingest.Shared;

namespace Ingest.LocalCloud.Console;

/// <summary>Finds what a request left in stream and table: records by the request's id, items by their device and the moment they were received.</summary>
internal sealed class LandedEvents(ConsoleSources sources)
{
    private const int MostListed = 20;
    private const int EventsLookedAt = 100;
    private const int NewestLookedAt = 2000;

    private KinesisStream? Stream => sources.Aws.Kinesis.Streams.FirstOrDefault(stream => stream.Name == sources.Options.StreamName);

    /// <summary>Where each shard ends now.</summary>
    public IReadOnlyDictionary<int, long> Now() => Stream is { } stream ? stream.Shards.ToDictionary(shard => shard.Index, shard => stream.Locked(() => shard.Log.Next)) : new Dictionary<int, long>();

    /// <param name="before">Where each shard ended before the request was sent.</param>
    /// <param name="from">When it was sent.</param>
    /// <param name="body">As it was sent: its devices are looked up in the table.</param>
    /// <returns>Writes "records" and "items", the first twenty of each.</returns>
    public Action<Utf8JsonWriter> Find(IReadOnlyDictionary<int, long> before, DateTimeOffset from, string requestId, byte[] body)
    {
        var records = Records(before, requestId);
        var (devices, moments) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var record in records)
        {
            devices.Add(Encoding.UTF8.GetString(record.PartitionKey.Span));
            foreach (var data in AggregatedRecord.UserRecords(record.Data)) moments.Add(ReceivedAt(data) ?? "");
        }
        foreach (var sent in SentEvents.Find(body, isLines: false, Enumerable.Range(0, EventsLookedAt).ToHashSet()).Values)
        {
            if (SentEvents.DeviceOf(sent.Span) is { } device) devices.Add(device);
        }
        // A stack without a stream says nothing of the moment.
        Func<string, bool> isOf = records.Count > 0 ? moments.Contains : received => DateTimeOffset.TryParse(received, out var at) && at >= from.AddMilliseconds(-1);
        var items = devices.SelectMany(device => Items(device, isOf)).ToList();
        return json =>
        {
            json.WriteNumber("recordCount", records.Count);
            json.WriteStartArray("records");
            foreach (var record in records.Take(MostListed)) RecordJson.Write(json, record);
            json.WriteEndArray();
            json.WriteNumber("itemCount", items.Count);
            json.WriteStartArray("items");
            foreach (var item in items.Take(MostListed)) PlainItem.Write(json, item);
            json.WriteEndArray();
        };
    }

    private List<StoredRecord> Records(IReadOnlyDictionary<int, long> before, string requestId)
    {
        var (found, id) = (new List<StoredRecord>(), Encoding.UTF8.GetBytes(requestId));
        if (Stream is not { } stream || id.Length == 0) return found;
        foreach (var shard in stream.Shards)
        {
            var next = before.GetValueOrDefault(shard.Index, 1);
            while (stream.Read(shard, next) is { } view)
            {
                for (var i = (int)Math.Max(0, next - view.First); i < view.Count; i++)
                {
                    var record = view.Record(shard, i);
                    if (record.Data.Span.IndexOf(id) >= 0) found.Add(record);
                }
                next = view.First + view.Count;
            }
        }
        return found;
    }

    // What is sent now lies at the end as a rule; a partition may have a million items.
    private List<ReadOnlyMemory<byte>> Items(string device, Func<string, bool> isOf) => Items(device, isOf, NewestLookedAt) is { Count: > 0 } found ? found : Items(device, isOf, int.MaxValue);

    private List<ReadOnlyMemory<byte>> Items(string device, Func<string, bool> isOf, int newest)
    {
        if (sources.Aws.DynamoDb.Find(sources.Options.TableName) is not { } table) return [];
        var items = table.ReadPartition<ReadOnlyMemory<byte>[]>(Encoding.UTF8.GetBytes(device), partition => partition is null ? []
            : [.. Enumerable.Range(0, partition.Count).Skip(partition.Count - Math.Min(newest, partition.Count)).Select(i => partition[i].Json)]);
        return [.. items.Where(item => ReceivedAt(item) is { } received && isOf(received))];
    }

    /// <summary>Of a record, {"receivedAt":"…"}, or of an item, {"receivedAt":{"S":"…"}}; null: it has none.</summary>
    private static string? ReceivedAt(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals("receivedAt"u8)) continue;
                while (reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.PropertyName) { }
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
        }
        catch (JsonException)
        {
            // Not of the function.
        }
        return null;
    }
}

using System.Text.Json;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Ingest.LoadGen.Fleet;

namespace Ingest.LoadGen.Verification;

/// <summary>Reads a Kinesis stream, all shards side by side, from a moment on to its end, and notes every event of the run.</summary>
internal sealed class KinesisStreamReader(IAmazonKinesis client, string stream, DeviceFleet fleet, TimeProvider time)
{
    // 5 reads a second and shard (Kinesis quotas); a local endpoint has no such limit and answers faster than it asks.
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(210);

    /// <param name="from">Before the first event was sent.</param>
    /// <param name="paced">Whether to keep to the reads per second that AWS allows.</param>
    /// <param name="progress">Called with the records read so far.</param>
    /// <param name="cancel">Ends the reading early, which throws.</param>
    public async Task<SinkReading> ReadAsync(DateTimeOffset from, bool paced, Action<long> progress, CancellationToken cancel)
    {
        var reading = new SinkReading("Kinesis");
        var shards = await ShardsAsync(cancel);
        await Task.WhenAll(shards.Select(shard => ReadShardAsync(shard, from, paced, reading, progress, cancel)));
        return reading;
    }

    private async Task<List<string>> ShardsAsync(CancellationToken cancel)
    {
        var shards = new List<string>();
        string? next = null;
        do
        {
            var request = next is null ? new ListShardsRequest { StreamName = stream } : new ListShardsRequest { NextToken = next };
            var page = await client.ListShardsAsync(request, cancel);
            shards.AddRange(page.Shards.Select(s => s.ShardId));
            next = page.NextToken;
        }
        while (next is not null);
        return shards;
    }

    private async Task ReadShardAsync(string shard, DateTimeOffset from, bool paced, SinkReading reading, Action<long> progress, CancellationToken cancel)
    {
        var start = await client.GetShardIteratorAsync(new GetShardIteratorRequest
        {
            StreamName = stream,
            ShardId = shard,
            ShardIteratorType = ShardIteratorType.AT_TIMESTAMP,
            Timestamp = from.UtcDateTime
        }, cancel);
        // A shard that was closed by a reshard ends with no further iterator; an open one when it is caught up.
        for (var iterator = start.ShardIterator; iterator is not null;)
        {
            var page = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator, Limit = 10_000 }, cancel);
            foreach (var record in page.Records ?? []) Note(record, reading);
            progress(reading.Entries);
            if ((page.Records is null || page.Records.Count == 0) && page.MillisBehindLatest is 0 or null) return;
            iterator = page.NextShardIterator;
            if (paced) await Task.Delay(BetweenReads, time, cancel);
        }
    }

    private void Note(Record record, SinkReading reading)
    {
        var data = record.Data.TryGetBuffer(out var buffer) ? buffer.AsSpan() : record.Data.ToArray();
        if (EventId(data) is { } range && fleet.TryParseId(data[range], out var sequence)) reading.Find(sequence);
        else reading.SkipForeign();
    }

    /// <summary>Where the value of the record's top-level "id" stands; null where it has none.</summary>
    private static Range? EventId(ReadOnlySpan<byte> data)
    {
        try
        {
            var json = new Utf8JsonReader(data);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isId = json.ValueTextEquals("id"u8);
                json.Read();
                if (isId && json.TokenType == JsonTokenType.String)
                    return ((int)json.TokenStartIndex + 1)..((int)json.TokenStartIndex + 1 + json.ValueSpan.Length);
                json.Skip();
            }
            return null;
        }
        catch (JsonException)
        {
            // Someone else's record: not JSON.
            return null;
        }
    }
}

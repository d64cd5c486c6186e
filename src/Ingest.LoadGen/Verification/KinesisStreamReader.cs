using System.Runtime.InteropServices;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Ingest.LoadGen.Accounting;
using Ingest.Shared;

namespace Ingest.LoadGen.Verification;

/// <summary>Reads a Kinesis stream, all shards side by side, from a moment on to its end, and notes every event of the run; aggregated records too.</summary>
internal sealed class KinesisStreamReader(IAmazonKinesis client, string stream, DeviceFleet fleet, TimeProvider time)
{
    // 5 reads a second and shard (Kinesis quotas); a local endpoint has no such limit and responds faster than it asks.
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(210);

    // How far the clocks of the generator and of the stream may differ.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly PatientReads _reads = new(time);

    /// <param name="started">When the first event may have been sent: reading begins a minute before.</param>
    /// <param name="paced">Whether to keep to the reads per second that AWS allows.</param>
    /// <param name="progress">Called with the events read so far.</param>
    /// <param name="cancel">Ends the reading early, which throws.</param>
    public async Task<SinkReading> ReadAsync(DateTimeOffset started, bool paced, Action<long> progress, CancellationToken cancel)
    {
        var reading = new SinkReading("Kinesis");
        // All that was acknowledged is there by now; others may go on writing for ever.
        var (from, until) = (started - ClockTolerance, time.GetUtcNow() + ClockTolerance);
        var shards = await ShardsAsync(cancel);
        await Task.WhenAll(shards.Select(shard => ReadShardAsync(shard, from, until, paced, reading, progress, cancel)));
        return reading;
    }

    /// <summary>Every shard, also those that a reshard has closed: what they hold stays in them.</summary>
    private async Task<List<string>> ShardsAsync(CancellationToken cancel)
    {
        var shards = new List<string>();
        string? next = null;
        do
        {
            var request = next is null ? new ListShardsRequest { StreamName = stream } : new ListShardsRequest { NextToken = next };
            var page = await _reads.ReadAsync(() => client.ListShardsAsync(request, cancel), cancel);
            shards.AddRange(page.Shards.Select(s => s.ShardId));
            next = page.NextToken;
        }
        while (next is not null);
        return shards;
    }

    private async Task ReadShardAsync(string shard, DateTimeOffset from, DateTimeOffset until, bool paced, SinkReading reading, Action<long> progress, CancellationToken cancel)
    {
        var start = await _reads.ReadAsync(() => client.GetShardIteratorAsync(new GetShardIteratorRequest
        {
            StreamName = stream,
            ShardId = shard,
            ShardIteratorType = ShardIteratorType.AT_TIMESTAMP,
            Timestamp = from.UtcDateTime
        }, cancel), cancel);
        var found = new List<long>();
        // A shard that was closed by a reshard ends with no further iterator; an open one when it is caught up.
        for (var iterator = start.ShardIterator; iterator is not null;)
        {
            var request = new GetRecordsRequest { ShardIterator = iterator, Limit = 10_000 };
            var page = await _reads.ReadAsync(() => client.GetRecordsAsync(request, cancel), cancel);
            var records = page.Records ?? [];
            foreach (var record in records) Note(record, reading, found);
            progress(reading.Events);
            if (records.Count == 0 ? page.MillisBehindLatest is 0 or null : records[^1].ApproximateArrivalTimestamp?.ToUniversalTime() >= until.UtcDateTime) return;
            iterator = page.NextShardIterator;
            if (paced) await Task.Delay(BetweenReads, time, cancel);
        }
    }

    private void Note(Record record, SinkReading reading, List<long> found)
    {
        found.Clear();
        var data = record.Data.TryGetBuffer(out var buffer) ? buffer.AsMemory() : record.Data.ToArray();
        foreach (var user in AggregatedRecord.UserRecords(data)) StoredEvents.Find(user.Span, fleet, found);
        reading.Enter(CollectionsMarshal.AsSpan(found));
    }
}

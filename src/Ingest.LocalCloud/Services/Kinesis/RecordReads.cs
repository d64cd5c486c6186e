namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>GetShardIterator and GetRecords.</summary>
internal sealed class RecordReads(KinesisStore store, TimeProvider time)
{
    // As the API reference of GetRecords.
    private const int MaxRecords = 10_000;
    private const int MaxBytes = 10 << 20;

    public void GetShardIterator(in ApiCall call, Fields fields)
    {
        var (name, shardId, type, start, at) = (StreamNames.Of(fields), fields.String("ShardId"), fields.String("ShardIteratorType"),
            fields.String("StartingSequenceNumber"), fields.Seconds("Timestamp"));
        new Constraints()
            .Required("shardId", shardId).Name("shardId", shardId, 1, 128)
            .Required("shardIteratorType", type)
            .OneOf("shardIteratorType", type, "AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON")
            .Number("startingSequenceNumber", start, @"0|([1-9]\d{0,128})")
            .Required("streamName", name).Name("streamName", name, 1, StreamNames.Longest)
            .ThrowIfViolated();
        var stream = store.Stream(name!);
        var shard = stream.Find(shardId!) ?? throw store.ShardDoesNotExist(shardId!, name!);
        var position = Position(stream, shard, type!, start, at);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteString("ShardIterator"u8, Iterator(stream, shard, position));
        json.WriteEndObject();
    }

    public void GetRecords(in ApiCall call, Fields fields)
    {
        var (text, limit) = (fields.String("ShardIterator"), fields.Integer("Limit"));
        new Constraints()
            .Range("limit", limit, 1, MaxRecords)
            .Required("shardIterator", text).Length("shardIterator", text ?? " ", (text ?? " ").Length, 1, 512)
            .ThrowIfViolated();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!ShardIterator.TryParse(text!, out var iterator) || iterator.IssuedMs > now) throw new AwsException("InvalidArgumentException", "Invalid ShardIterator.");
        if (now - iterator.IssuedMs > ShardIterator.Lifetime.TotalMilliseconds) throw Expired(iterator.IssuedMs, now);
        var stream = store.Stream(iterator.Stream);
        var shardId = $"shardId-{iterator.Shard:D12}";
        if (stream.Find(shardId) is not { } shard || shard.Created != iterator.Created) throw store.ShardDoesNotExist(shardId, iterator.Stream);
        WritePage(call, stream, shard, iterator.Position, limit ?? MaxRecords, now);
    }

    private void WritePage(in ApiCall call, KinesisStream stream, Shard shard, long position, int limit, long now)
    {
        var expired = now - (long)stream.Retention.TotalMilliseconds;
        var (count, bytes, lastArrivedMs) = (0, 0, now);
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("Records"u8);
        while (count < limit && bytes < MaxBytes && stream.Read(shard, position) is { } view)
        {
            for (var i = (int)Math.Max(0, position - view.First); i < view.Count && count < limit; i++)
            {
                var record = view.Record(shard, i);
                var size = record.PartitionKey.Length + record.Data.Length;
                if (count > 0 && bytes + size > MaxBytes)
                {
                    bytes = MaxBytes;
                    break;
                }
                position = record.Position + 1;
                if (record.ArrivedMs < expired) continue;
                json.WriteStartObject();
                json.WriteNumber("ApproximateArrivalTimestamp"u8, record.ArrivedMs / 1000m);
                json.WriteBase64String("Data"u8, record.Data.Span);
                json.WriteString("PartitionKey"u8, record.PartitionKey.Span);
                json.WriteString("SequenceNumber"u8, record.SequenceNumber.ToString());
                json.WriteEndObject();
                (count, bytes, lastArrivedMs) = (count + 1, bytes + size, record.ArrivedMs);
            }
        }
        json.WriteEndArray();
        var (next, ended) = stream.Locked(() => (shard.Log.Next, !shard.IsOpen));
        json.WriteNumber("MillisBehindLatest"u8, position >= next ? 0 : Math.Max(0, now - lastArrivedMs));
        if (!ended || position < next) json.WriteString("NextShardIterator"u8, Iterator(stream, shard, position));
        else StreamDescriptions.WriteChildren(json, stream, shard);
        json.WriteEndObject();
        call.Counter.Write(count, 0, default(StoredSize) + bytes);
    }

    private long Position(KinesisStream stream, Shard shard, string type, string? start, double? at)
    {
        const string Pairing = "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. ";
        switch (type)
        {
            case "TRIM_HORIZON" or "LATEST" when start is not null:
                throw new AwsException("InvalidArgumentException", $"{Pairing}Request specified {type} and also a StartingSequenceNumber.");
            case "TRIM_HORIZON":
                return stream.Locked(() => shard.Log.FirstPosition);
            case "LATEST":
                return stream.Locked(() => shard.Log.Next);
            case "AT_TIMESTAMP":
                if (at is not { } seconds)
                {
                    throw new AwsException("InvalidArgumentException", "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.");
                }
                var (wanted, now) = ((long)(seconds * 1000), time.GetUtcNow().ToUnixTimeMilliseconds());
                if (wanted > now)
                {
                    throw new AwsException("InvalidArgumentException", $"The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: {wanted}, currentTimestampInMillis: {now}");
                }
                return stream.Locked(() => shard.Log.FirstArrivedAtOrAfter(wanted));
        }
        if (start is null) throw new AwsException("InvalidArgumentException", $"{Pairing}Request specified {type} and no StartingSequenceNumber.");
        var used = $"StartingSequenceNumber {start} used in GetShardIterator on shard {shard.Id} in stream {stream.Name} under account {store.Account} is invalid";
        if (!SequenceNumber.TryParse(start, out var number)) throw new AwsException("InvalidArgumentException", used + ".");
        if (number.Created != shard.Created) throw new AwsException("InvalidArgumentException", used + " because it did not come from this stream.");
        if (number.Shard != shard.Index)
        {
            throw new AwsException("InvalidArgumentException", $"Invalid StartingSequenceNumber. It encodes shardId-{number.Shard:D12}, while it was used in a call to a shard with {shard.Id}");
        }
        return type == "AT_SEQUENCE_NUMBER" ? number.Position : number.Position + 1;
    }

    private string Iterator(KinesisStream stream, Shard shard, long position) =>
        new ShardIterator(time.GetUtcNow().ToUnixTimeMilliseconds(), stream.Name, shard.Created, shard.Index, position).ToString();

    private static AwsException Expired(long issuedMs, long nowMs)
    {
        static string Show(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy");
        return new("ExpiredIteratorException", $"Iterator expired. The iterator was created at time {Show(issuedMs)} while right now it is {Show(nowMs)} "
            + $"which is further in the future than the tolerated delay of {ShardIterator.Lifetime.TotalMilliseconds} milliseconds.");
    }
}

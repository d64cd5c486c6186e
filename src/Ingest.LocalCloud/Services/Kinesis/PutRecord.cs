using System.Text;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>PutRecord: one record, whose failure is the call's.</summary>
internal sealed class PutRecord(KinesisStore store)
{
    public void Handle(in ApiCall call, Fields fields)
    {
        var (name, key, hash, text) = (StreamNames.Of(fields), fields.String("PartitionKey"), fields.String("ExplicitHashKey"), fields.String("Data"));
        byte[] data = [];
        if (text is not null && !TryDecode(text, out data)) throw PutRecordsReader.BadBase64(text);
        new Constraints()
            .Required("partitionKey", key).Length("partitionKey", key ?? " ", (key ?? " ").Length, 1, 256)
            .Number("explicitHashKey", hash, @"0|([1-9]\d{0,38})")
            .Required("data", text).Length("data", PutRecords.Blob(data.Length), data.Length, 0, store.Options.MaxRecordBytes)
            .Required("streamName", name).Name("streamName", name, 1, StreamNames.Longest)
            .ThrowIfViolated();
        var stream = store.Stream(name!);
        var hashKey = UInt128.Zero;
        if (hash is not null && !HashKeys.TryParse(hash, out hashKey))
        {
            throw new AwsException("InvalidArgumentException", $"Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {hash}");
        }

        var keyBytes = Encoding.UTF8.GetBytes(key!);
        PutRecords.ThrowIfTooLarge(keyBytes.Length + data.Length, store.Options);
        var batch = new RecordBatch { Count = 1, Faults = call.Faults };
        batch.EnsureScratch(keyBytes.Length + data.Length);
        ref var entry = ref batch.Entries[0];
        (entry.KeyLength, entry.DataLength, entry.DataStart) = (keyBytes.Length, data.Length, keyBytes.Length);
        entry.Hash = hash is null ? HashKeys.Of(keyBytes) : hashKey;
        keyBytes.CopyTo(batch.Free);
        data.CopyTo(batch.Free[keyBytes.Length..]);
        stream.Append(batch, isPutRecords: false);
        call.Counter.Write(1, batch.Failed, batch.Stored);
        if (entry.ErrorCode is { } code)
        {
            throw new AwsException(code, code == KinesisStream.Throttled ? store.ThrottledMessage(entry.Shard, stream) : null, code == KinesisStream.Throttled ? 400 : 500);
        }

        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteString("SequenceNumber"u8, new SequenceNumber(entry.Shard.Created, entry.Shard.Index, entry.Position, entry.ArrivedMs).ToString());
        json.WriteString("ShardId"u8, entry.Shard.IdUtf8);
        json.WriteEndObject();
    }

    private static bool TryDecode(string text, out byte[] data)
    {
        data = [];
        if (text.Length % 4 != 0) return false;
        data = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, data, out var length)) return false;
        data = data[..length];
        return true;
    }
}

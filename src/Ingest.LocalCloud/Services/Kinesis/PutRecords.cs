using System.Text;
using Microsoft.Extensions.ObjectPool;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>PutRecords: read, validate, hash, store, answer one result a record in request order.</summary>
internal sealed class PutRecords(KinesisStore store)
{
    private const int LongestKey = 256;
    private const string DecimalPattern = @"0|([1-9]\d{0,38})";

    private readonly ObjectPool<RecordBatch> _batches = ObjectPool.Create<RecordBatch>();

    public void Handle(in ApiCall call)
    {
        var batch = _batches.Get();
        try
        {
            PutRecordsReader.Read(call.Body.Span, batch);
            if (call.Caller is not null) call.Authorize("kinesis:PutRecords", store.Has(batch.StreamName ?? "") ? store.Stream(batch.StreamName!).Arn : store.ArnOf(batch.StreamName ?? ""));
            Validate(batch);
            var stream = store.Stream(batch.StreamName!);
            for (var i = 0; i < batch.Count; i++)
            {
                ref var entry = ref batch.Entries[i];
                if (!entry.HasHash) entry.Hash = HashKeys.Of(batch.Key(entry));
            }
            batch.Faults = call.Faults;
            stream.Append(batch, isPutRecords: true);
            call.Counter.Write(batch.Count, batch.Failed, batch.Stored);
            Write(call.Reply, batch, stream);
        }
        finally
        {
            _batches.Return(batch);
        }
    }

    private void Validate(RecordBatch batch)
    {
        var options = store.Options;
        var (total, largest) = (0L, 0);
        // The name of a stream that exists is sound.
        var sound = batch is { HasRecords: true, Count: > 0 and <= RecordBatch.MaxRecords, StreamName: { } name } && store.Has(name);
        string? badHash = null;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var entry = ref batch.Entries[i];
            total += entry.KeyLength + entry.DataLength;
            largest = Math.Max(largest, entry.KeyLength + entry.DataLength);
            sound &= entry is { HasKey: true, HasData: true, KeyLength: > 0 and <= LongestKey } && entry.DataLength <= options.MaxRecordBytes;
            badHash ??= entry.BadHash;
        }
        if (!sound || badHash is not null) Constraints(batch).ThrowIfViolated();
        if (badHash is not null)
        {
            throw new AwsException("InvalidArgumentException", $"Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {badHash}");
        }
        ThrowIfTooLarge(largest, options);
        if (total > options.MaxCallBytes)
        {
            throw new AwsException("InvalidArgumentException", $"Records size exceeds {options.MaxCallBytes >> 20} MB limit");
        }
    }

    /// <summary>The words are not the service's, which nobody has written down.</summary>
    /// <exception cref="AwsException">Data and key of a record exceed its limit.</exception>
    internal static void ThrowIfTooLarge(int recordBytes, KinesisOptions options)
    {
        if (recordBytes > options.MaxRecordBytes)
            throw new AwsException("InvalidArgumentException", $"Data and partition key of a record take {recordBytes} bytes; the maximum record size is {options.MaxRecordBytes >> 10} KiB");
    }

    private Constraints Constraints(RecordBatch batch)
    {
        var shown = $"[{batch.Count} records]";
        var constraints = new Constraints().Required("records", batch.HasRecords ? batch : null);
        if (batch.HasRecords) constraints.Length("records", shown, batch.Count, 1, RecordBatch.MaxRecords);
        for (var i = 0; i < Math.Min(batch.Count, RecordBatch.MaxRecords); i++)
        {
            ref readonly var entry = ref batch.Entries[i];
            var at = $"records.{i + 1}.member.";
            constraints.Required(at + "partitionKey", entry.HasKey ? batch : null);
            if (entry.HasKey)
            {
                // The limit is in characters, not bytes.
                var key = Encoding.UTF8.GetString(batch.Key(entry));
                constraints.Length(at + "partitionKey", key, key.Length, 1, LongestKey);
            }
            constraints.Number(at + "explicitHashKey", entry.BadHash, DecimalPattern);
            constraints.Required(at + "data", entry.HasData ? batch : null);
            constraints.Length(at + "data", Blob(entry.DataLength), entry.DataLength, 0, store.Options.MaxRecordBytes);
        }
        return constraints.Required("streamName", batch.StreamName).Name("streamName", batch.StreamName, 1, StreamNames.Longest);
    }

    internal static string Blob(int length) => $"java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]";

    private void Write(ReplyBuffer reply, RecordBatch batch, KinesisStream stream)
    {
        Span<byte> number = stackalloc byte[SequenceNumber.Length];
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteNumber("FailedRecordCount"u8, batch.Failed);
        json.WriteStartArray("Records"u8);
        var results = Math.Max(0, batch.Count + (batch.Faults?.ResultCountChange ?? 0));
        for (var i = 0; i < results; i++)
        {
            ref readonly var entry = ref batch.Entries[Math.Min(i, batch.Count - 1)];
            json.WriteStartObject();
            if (entry.ErrorCode is { } code)
            {
                json.WriteString("ErrorCode"u8, code);
                json.WriteString("ErrorMessage"u8, code == KinesisStream.Throttled ? store.ThrottledMessage(entry.Shard, stream) : "Internal Service Failure");
            }
            else
            {
                new SequenceNumber(entry.Shard.Created, entry.Shard.Index, entry.Position, entry.ArrivedMs).Write(number);
                json.WriteString("SequenceNumber"u8, number);
                json.WriteString("ShardId"u8, entry.Shard.IdUtf8);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

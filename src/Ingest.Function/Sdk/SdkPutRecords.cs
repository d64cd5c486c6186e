using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Ingest.Function.Delivery;
using Ingest.Function.Sinks;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Sdk;

/// <summary>Records through PutRecords; the partition key is the device.</summary>
internal sealed class SdkPutRecords(IAmazonKinesis client, string streamName, IRecordFormat format) : ISinkTransport
{
    public WireLimit? Wire => null;

    public async ValueTask<ReadOnlyMemory<WriteOutcome>> CallAsync(SinkCall call, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)call.Bytes);
        try
        {
            var response = await client.PutRecordsAsync(Request(call, buffer), cancellation);
            if (response.HttpStatusCode != HttpStatusCode.OK || response.Records is not { } results) throw new JsonException($"PutRecords answered {(int)response.HttpStatusCode} without Records.");
            WriteOutcome[] outcomes = [.. results.Select(Outcome)];
            var failed = outcomes.Count(static outcome => outcome != WriteOutcome.Written);
            // The reference does not call the count required.
            if (response.FailedRecordCount is { } stated && stated != failed) throw new JsonException($"PutRecords answered with {failed} errors and a FailedRecordCount of {stated}.");
            if (response.Records.Find(static record => !string.IsNullOrEmpty(record?.ErrorCode)) is { } refused)
                call.Error = new SinkError(refused.ErrorCode, PutRecordsEvidence.Shard(Encoding.UTF8.GetBytes(refused.ErrorMessage ?? "")), response.ResponseMetadata?.RequestId);
            return outcomes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private PutRecordsRequest Request(SinkCall call, byte[] buffer)
    {
        var records = new List<PutRecordsRequestEntry>(call.Units.Count);
        Span<byte> hashKey = stackalloc byte[KinesisLimits.HashKeyDigits];
        var at = 0;
        foreach (var (write, place) in call.Units)
        {
            var record = write.Units[place];
            var device = write.Event(record.First).DeviceId;
            var length = record.Bytes - device.Length;
            format.Write(write, record, buffer.AsSpan(at, length));
            records.Add(new PutRecordsRequestEntry
            {
                Data = new MemoryStream(buffer, at, length, writable: false, publiclyVisible: true),
                PartitionKey = Encoding.ASCII.GetString(write.Batch.Bytes(device)),
                ExplicitHashKey = format.WriteExplicitHashKey(write, record, hashKey) is var digits and > 0 ? Encoding.ASCII.GetString(hashKey[..digits]) : null,
            });
            at += length;
        }
        return new PutRecordsRequest { StreamName = streamName, Records = records };
    }

    private static WriteOutcome Outcome(PutRecordsResultEntry result) =>
        PutRecordsEvidence.Judge(result?.ErrorCode, result?.ErrorMessage, result?.SequenceNumber, result?.ShardId);
}

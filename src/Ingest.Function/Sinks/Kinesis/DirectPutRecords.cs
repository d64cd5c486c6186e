using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using Ingest.Function.Aws;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.Kinesis;

/// <summary>Records through PutRecords, written from event slices straight into the request.</summary>
/// <param name="primingResponse">Set: calls are written and signed, but not sent, and this is read as their response.</param>
internal sealed class DirectPutRecords(AwsClient client, string streamName, IRecordFormat format, ReadOnlyMemory<byte>? primingResponse = null) : ISinkTransport
{
    /// <summary>What stands around a record's data and key, its explicit hash key included.</summary>
    private const int RecordOverhead = 100;

    // {"StreamName":"s","Records":[{"Data":"base64","PartitionKey":"d","ExplicitHashKey":"1"},…]}
    private readonly byte[] _start = Encoding.ASCII.GetBytes($$"""{"StreamName":"{{streamName}}","Records":[""");

    private readonly AwsOperation _operation = client.Service.JsonOperation("Kinesis_20131202.PutRecords", "1.1");

    public WireLimit? Wire => null;

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<WriteOutcome>> CallAsync(SinkCall call, CancellationToken cancellation)
    {
        using var request = await client.NewRequestAsync(_operation, Estimate(call), cancellation);
        Write(call, request.Buffer);
        using var response = primingResponse is { } pretended ? client.Pretend(request, pretended) : await client.SendAsync(request, cancellation);
        try
        {
            var outcomes = PutRecordsEvidence.Read(response.Body.Span, call.Outcomes, out var failure);
            if (failure is not null) call.Error = failure with { RequestId = response.RequestId };
            return outcomes;
        }
        catch
        {
            response.Distrust();
            throw;
        }
    }

    /// <summary>Enough for all records, and for the last one's raw data behind them.</summary>
    private int Estimate(SinkCall call)
    {
        var (write, last) = call.Units[^1];
        return _start.Length + Base64.GetMaxEncodedToUtf8Length((int)call.Bytes) + (call.Units.Count * RecordOverhead) + write.Units[last].Bytes;
    }

    internal void Write(SinkCall call, RequestBuffer body)
    {
        Span<byte> hashKey = stackalloc byte[KinesisLimits.HashKeyDigits];
        body.Write(_start);
        for (var i = 0; i < call.Units.Count; i++)
        {
            var (write, place) = call.Units[i];
            var record = write.Units[place];
            var device = write.Batch.Bytes(write.Event(record.First).DeviceId);
            body.Write(i == 0 ? "{\"Data\":\""u8 : ",{\"Data\":\""u8);
            var length = record.Bytes - device.Length;
            var data = body.Stage(length, Base64.GetMaxEncodedToUtf8Length(length));
            format.Write(write, record, data);
            body.WriteStagedAsBase64(data);
            body.Write("\",\"PartitionKey\":\""u8);
            body.Write(device);
            if (format.WriteExplicitHashKey(write, record, hashKey) is var digits and > 0)
            {
                body.Write("\",\"ExplicitHashKey\":\""u8);
                body.Write(hashKey[..digits]);
            }
            body.Write("\"}"u8);
        }
        body.Write("]}"u8);
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using Ingest.Function.Aws;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>Items through BatchWriteItem, written from event slices straight into the request; expiresAt is epoch seconds for the table's TTL.</summary>
/// <param name="primingResponse">Set: calls are written and signed, but not sent, and this is read as their response.</param>
internal sealed class DirectBatchWriteItem(AwsClient client, string tableName, int retentionDays, IItemLayout layout, ReadOnlyMemory<byte>? primingResponse = null) : ISinkTransport
{
    /// <summary>What stands around an item's values.</summary>
    private const int ItemOverhead = 200;

    // {"RequestItems":{"t":[{"PutRequest":{"Item":{"deviceId":{"S":"d"},"sk":{"S":"time#id"},"data":{"S":"{…}"},"receivedAt":{"S":"time"},"expiresAt":{"N":"1"}}}},…]}}
    private readonly byte[] _start = Encoding.ASCII.GetBytes($$$"""{"RequestItems":{"{{{tableName}}}":[""");

    private readonly AwsOperation _operation = client.Service.JsonOperation("DynamoDB_20120810.BatchWriteItem", "1.0");

    public WireLimit? Wire { get; } = DynamoDbLimits.DirectWire(layout);

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<WriteOutcome>> CallAsync(SinkCall call, CancellationToken cancellation)
    {
        // A quarter of JSON is quotes at most; if it is more, the buffer grows.
        using var request = await client.NewRequestAsync(_operation, _start.Length + (int)(call.Bytes * 5 / 4) + (call.Units.Count * ItemOverhead), cancellation);
        Write(call, request.Buffer);
        using var response = primingResponse is { } pretended ? client.Pretend(request, pretended) : await client.SendAsync(request, cancellation);
        try
        {
            var outcomes = BatchWriteItemEvidence.Read(response.Body, tableName, call, layout, out var isWhole);
            if (!isWhole) call.Error = new SinkError(null, null, response.RequestId);
            return outcomes;
        }
        catch
        {
            response.Distrust();
            throw;
        }
    }

    internal void Write(SinkCall call, RequestBuffer body)
    {
        body.Write(_start);
        for (var i = 0; i < call.Units.Count; i++)
        {
            var (write, place) = call.Units[i];
            body.Write(i == 0 ? "{\"PutRequest\":{\"Item\":{\"deviceId\":{\"S\":\""u8 : ",{\"PutRequest\":{\"Item\":{\"deviceId\":{\"S\":\""u8);
            WriteItem(body, write, write.Units[place]);
            body.Write("\"}}}}"u8);
        }
        body.Write("]}}"u8);
    }

    private void WriteItem(RequestBuffer body, SinkWrite write, in WriteUnit unit)
    {
        body.Write(write.Batch.Bytes(write.Event(unit.First).DeviceId));

        body.Write("\"},\"sk\":{\"S\":\""u8);
        var length = layout.SortKeyLength(write, unit);
        var sortKey = body.Stage(length, length * JsonString.Widest);
        layout.WriteSortKey(write, unit, sortKey);
        body.WriteStagedAsJsonString(sortKey);

        body.Write("\"},\"data\":{\"S\":\""u8);
        length = layout.DataLength(write, unit);
        var data = body.Stage(length, length * JsonString.WidestOfJson);
        layout.WriteData(write, unit, data);
        body.WriteStagedAsJsonString(data);

        body.Write("\"},\"receivedAt\":{\"S\":\""u8);
        body.Write(write.Batch.ReceivedAtBytes);
        if (retentionDays == 0) return;
        body.Write("\"},\"expiresAt\":{\"N\":\""u8);
        body.Write((write.Batch.ReceivedAt / 1000) + (retentionDays * 86_400L));
    }
}

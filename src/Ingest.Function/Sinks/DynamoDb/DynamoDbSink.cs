using System.Runtime.CompilerServices;
using System.Text;
using Ingest.Function.Aws;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;
using Ingest.Function.Events;
using Ingest.Function.Http;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>Items through BatchWriteItem, written from event slices straight into the request; expiresAt is epoch seconds for the table's TTL.</summary>
internal sealed class DynamoDbSink(AwsClient client, string tableName, int retentionDays, IItemLayout layout) : ISink
{
    /// <summary>What stands around an item's values.</summary>
    private const int ItemOverhead = 200;

    // {"RequestItems":{"t":[{"PutRequest":{"Item":{"deviceId":{"S":"d"},"sk":{"S":"time#id"},"data":{"S":"{…}"},"receivedAt":{"S":"time"},"expiresAt":{"N":"1"}}}},…]}}
    private readonly byte[] _start = Encoding.ASCII.GetBytes($$$"""{"RequestItems":{"{{{tableName}}}":[""");

    private readonly ItemSize _size = new(Expires: retentionDays > 0);

    public string Name => "dynamodb";

    public string UnitName => "DynamoDB item";

    public CallLimits Limits { get; } = DynamoDbLimits.Direct(layout);

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => layout.UnitBytes(batch, e, _size);

    public SinkWrite Prepare(EventBatch batch) => layout.Prepare(batch, _size);

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        // A quarter of JSON is quotes at most; where it is more, the buffer grows.
        using var request = await client.NewRequestAsync(_start.Length + (int)(call.Bytes * 5 / 4) + (call.Units.Count * ItemOverhead), cancellation);
        Write(call, request.Buffer);
        using var answer = await client.SendAsync(request, cancellation);
        call.IsPriming = answer.IsPriming;
        try
        {
            return BatchWriteItemEvidence.Read(answer.Body, tableName, call, layout);
        }
        catch
        {
            answer.Distrust();
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
        body.Write(write.Batch.Text(write.Event(unit.First).DeviceId));

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
        body.Write(write.Batch.ReceivedAtText);
        if (retentionDays == 0) return;
        body.Write("\"},\"expiresAt\":{\"N\":\""u8);
        body.Write((write.Batch.ReceivedAt / 1000) + (retentionDays * 86_400L));
    }
}

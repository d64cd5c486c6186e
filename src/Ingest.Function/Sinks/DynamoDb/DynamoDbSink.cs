using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>Items of a table, keyed by deviceId and sk.</summary>
internal sealed class DynamoDbSink(string tableName, IItemLayout layout, bool expires, ISinkTransport transport) : ISink
{
    private readonly ItemSize _size = new(expires);

    public string Name => "dynamodb";

    public string Target => tableName;

    public string UnitName => "DynamoDB item";

    public CallLimits Limits { get; } = DynamoDbLimits.BatchWriteItem with { Wire = transport.Wire };

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => layout.UnitBytes(batch, e, _size);

    public SinkWrite Prepare(EventBatch batch) => layout.Prepare(batch, _size);

    public ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation) => transport.CallAsync(call, cancellation);

    public CallFailure Explain(Exception e) => AwsFailure.Explain(e);
}

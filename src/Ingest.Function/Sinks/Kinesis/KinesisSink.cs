using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.Kinesis;

/// <summary>Records of a stream; the partition key is the device.</summary>
internal sealed class KinesisSink(string streamName, IRecordFormat format, ISinkTransport transport) : ISink
{
    public string Name => "kinesis";

    public string Target => streamName;

    public string UnitName => "Kinesis record";

    public CallLimits Limits => KinesisLimits.PutRecords;

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => format.UnitBytes(batch, e);

    public SinkWrite Prepare(EventBatch batch) => format.Prepare(batch);

    public ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation) => transport.CallAsync(call, cancellation);

    public CallFailure Explain(Exception e) => AwsFailure.Explain(e);
}

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>What Kinesis publishes of a stream's writes (Kinesis developer guide, monitoring-with-cloudwatch): by StreamName alone.</summary>
internal sealed class StreamMetrics(string stream, IMetrics metrics)
{
    private const string Namespace = "AWS/Kinesis";

    private readonly IMetric _incomingRecords = Of(metrics, stream, "IncomingRecords");
    private readonly IMetric _incomingBytes = Of(metrics, stream, "IncomingBytes", "Bytes");
    private readonly IMetric _exceeded = Of(metrics, stream, "WriteProvisionedThroughputExceeded");
    private readonly IMetric _bytes = Of(metrics, stream, "PutRecords.Bytes", "Bytes");
    private readonly IMetric _success = Of(metrics, stream, "PutRecords.Success");
    private readonly IMetric _total = Of(metrics, stream, "PutRecords.TotalRecords");
    private readonly IMetric _successful = Of(metrics, stream, "PutRecords.SuccessfulRecords");
    private readonly IMetric _failed = Of(metrics, stream, "PutRecords.FailedRecords");
    private readonly IMetric _throttled = Of(metrics, stream, "PutRecords.ThrottledRecords");

    /// <summary>Counts what a batch became once it was appended.</summary>
    public void Appended(RecordBatch batch, DateTimeOffset now, bool isPutRecords)
    {
        var throttled = 0;
        for (var i = 0; i < batch.Count && batch.Failed > 0; i++)
        {
            if (batch.Entries[i].ErrorCode == KinesisStream.Throttled) throttled++;
        }
        var stored = batch.Count - batch.Failed;
        _incomingRecords.Record(stored, now);
        _incomingBytes.Record(batch.Stored.Bytes, now);
        _exceeded.Record(throttled, now);
        if (!isPutRecords) return;
        _bytes.Record(batch.Stored.Bytes, now);
        // "The number of PutRecords operations where at least one record succeeded."
        _success.Record(stored > 0 ? 1 : 0, now);
        _total.Record(batch.Count, now);
        _successful.Record(stored, now);
        _failed.Record(batch.Failed - throttled, now);
        _throttled.Record(throttled, now);
    }

    private static IMetric Of(IMetrics metrics, string stream, string name, string unit = "Count") => metrics.Metric(Namespace, name, unit, ("StreamName", stream));
}

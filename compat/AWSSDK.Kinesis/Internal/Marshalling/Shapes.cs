using Amazon.Kinesis.Model;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Kinesis.Internal.Marshalling;

/// <summary>The objects inside the responses.</summary>
internal static class Shapes
{
    public static readonly ShapeUnmarshaller<PutRecordsResultEntry> PutRecordsResultEntry = new(() => new PutRecordsResultEntry(), Read);
    public static readonly ShapeUnmarshaller<Record> Record = new(() => new Record(), Read);
    public static readonly ShapeUnmarshaller<ChildShard> ChildShard = new(() => new ChildShard(), Read);
    public static readonly ShapeUnmarshaller<Shard> Shard = new(() => new Shard(), Read);
    public static readonly ShapeUnmarshaller<StreamDescriptionSummary> StreamDescriptionSummary = new(() => new StreamDescriptionSummary(), Read);
    private static readonly ShapeUnmarshaller<HashKeyRange> HashKeyRange = new(() => new HashKeyRange(), Read);
    private static readonly ShapeUnmarshaller<SequenceNumberRange> SequenceNumberRange = new(() => new SequenceNumberRange(), Read);
    private static readonly ShapeUnmarshaller<EnhancedMetrics> EnhancedMetrics = new(() => new EnhancedMetrics(), Read);
    private static readonly ShapeUnmarshaller<StreamModeDetails> StreamModeDetails = new(() => new StreamModeDetails(), Read);
    private static readonly ShapeUnmarshaller<WarmThroughputObject> WarmThroughput = new(() => new WarmThroughputObject(), Read);

    public static JsonListUnmarshaller<T, ShapeUnmarshaller<T>> ListOf<T>(ShapeUnmarshaller<T> shape)
        where T : class => new(shape);

    private static List<string> TextList(JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader) =>
        new JsonListUnmarshaller<string, StringUnmarshaller>(StringUnmarshaller.Instance).Unmarshall(context, ref reader);

    private static void Read(PutRecordsResultEntry entry, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("SequenceNumber"))
            entry.SequenceNumber = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("ShardId"))
            entry.ShardId = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("ErrorCode"))
            entry.ErrorCode = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("ErrorMessage"))
            entry.ErrorMessage = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(Record record, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ApproximateArrivalTimestamp"))
            record.ApproximateArrivalTimestamp = NullableDateTimeUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("Data"))
            record.Data = MemoryStreamUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("EncryptionType"))
            record.EncryptionType = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("PartitionKey"))
            record.PartitionKey = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("SequenceNumber"))
            record.SequenceNumber = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(ChildShard shard, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("HashKeyRange"))
            shard.HashKeyRange = HashKeyRange.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("ParentShards"))
            shard.ParentShards = TextList(context, ref reader);
        else if (reader.ValueTextEquals("ShardId"))
            shard.ShardId = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(Shard shard, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("AdjacentParentShardId"))
            shard.AdjacentParentShardId = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("HashKeyRange"))
            shard.HashKeyRange = HashKeyRange.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("ParentShardId"))
            shard.ParentShardId = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("SequenceNumberRange"))
            shard.SequenceNumberRange = SequenceNumberRange.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("ShardId"))
            shard.ShardId = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(HashKeyRange range, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("EndingHashKey"))
            range.EndingHashKey = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StartingHashKey"))
            range.StartingHashKey = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(SequenceNumberRange range, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("EndingSequenceNumber"))
            range.EndingSequenceNumber = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StartingSequenceNumber"))
            range.StartingSequenceNumber = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(EnhancedMetrics metrics, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ShardLevelMetrics"))
            metrics.ShardLevelMetrics = TextList(context, ref reader);
    }

    private static void Read(StreamModeDetails details, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("StreamMode"))
            details.StreamMode = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(WarmThroughputObject throughput, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("CurrentMiBps"))
            throughput.CurrentMiBps = NullableIntUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("TargetMiBps"))
            throughput.TargetMiBps = NullableIntUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    private static void Read(StreamDescriptionSummary summary, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ConsumerCount"))
            summary.ConsumerCount = NullableIntUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("EncryptionType"))
            summary.EncryptionType = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("EnhancedMonitoring"))
            summary.EnhancedMonitoring = ListOf(EnhancedMetrics).Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("KeyId"))
            summary.KeyId = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("MaxRecordSizeInKiB"))
            summary.MaxRecordSizeInKiB = NullableIntUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("OpenShardCount"))
            summary.OpenShardCount = NullableIntUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("RetentionPeriodHours"))
            summary.RetentionPeriodHours = NullableIntUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StreamARN"))
            summary.StreamARN = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StreamCreationTimestamp"))
            summary.StreamCreationTimestamp = NullableDateTimeUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StreamId"))
            summary.StreamId = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StreamModeDetails"))
            summary.StreamModeDetails = StreamModeDetails.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StreamName"))
            summary.StreamName = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("StreamStatus"))
            summary.StreamStatus = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("WarmThroughput"))
            summary.WarmThroughput = WarmThroughput.Unmarshall(context, ref reader);
    }
}

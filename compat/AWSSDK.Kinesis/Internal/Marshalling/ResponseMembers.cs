using Amazon.Kinesis.Model;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Kinesis.Internal.Marshalling;

/// <summary>The members of each operation's response.</summary>
internal static class ResponseMembers
{
    public static void Read(PutRecordsResponse response, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("EncryptionType"))
            response.EncryptionType = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("FailedRecordCount"))
            response.FailedRecordCount = NullableIntUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("Records"))
            response.Records = Shapes.ListOf(Shapes.PutRecordsResultEntry).Unmarshall(context, ref reader);
    }

    public static void Read(DescribeStreamSummaryResponse response, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("StreamDescriptionSummary"))
            response.StreamDescriptionSummary = Shapes.StreamDescriptionSummary.Unmarshall(context, ref reader);
    }

    public static void Read(ListShardsResponse response, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("NextToken"))
            response.NextToken = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("Shards"))
            response.Shards = Shapes.ListOf(Shapes.Shard).Unmarshall(context, ref reader);
    }

    public static void Read(GetShardIteratorResponse response, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ShardIterator"))
            response.ShardIterator = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
    }

    public static void Read(GetRecordsResponse response, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ChildShards"))
            response.ChildShards = Shapes.ListOf(Shapes.ChildShard).Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("MillisBehindLatest"))
            response.MillisBehindLatest = NullableLongUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("NextShardIterator"))
            response.NextShardIterator = StringUnmarshaller.Instance.Unmarshall(context, ref reader);
        else if (reader.ValueTextEquals("Records"))
            response.Records = Shapes.ListOf(Shapes.Record).Unmarshall(context, ref reader);
    }
}

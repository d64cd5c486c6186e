using System.Text.Json;
using Amazon.Kinesis.Model;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;

namespace Amazon.Kinesis.Internal.Marshalling;

/// <summary>The members of each request in the order of the official client, which is alphabetical; what is null is left out.</summary>
internal static class RequestMembers
{
    public static void Write(Utf8JsonWriter writer, PutRecordsRequest request)
    {
        if (IsSet(request.Records))
        {
            writer.WriteStartArray("Records");
            foreach (var record in request.Records)
                Write(writer, record);
            writer.WriteEndArray();
        }

        WriteText(writer, "StreamARN", request.StreamARN);
        WriteText(writer, "StreamId", request.StreamId);
        WriteText(writer, "StreamName", request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, CreateStreamRequest request)
    {
        WriteNumber(writer, "MaxRecordSizeInKiB", request.MaxRecordSizeInKiB);
        WriteNumber(writer, "ShardCount", request.ShardCount);
        if (request.StreamModeDetails is not null)
        {
            writer.WriteStartObject("StreamModeDetails");
            WriteText(writer, "StreamMode", request.StreamModeDetails.StreamMode);
            writer.WriteEndObject();
        }

        WriteText(writer, "StreamName", request.StreamName);
        if (request.Tags is not null && (request.Tags.Count > 0 || !AWSConfigs.InitializeCollections))
        {
            writer.WriteStartObject("Tags");
            foreach (var (key, value) in request.Tags)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }

        WriteNumber(writer, "WarmThroughputMiBps", request.WarmThroughputMiBps);
    }

    public static void Write(Utf8JsonWriter writer, DescribeStreamSummaryRequest request)
    {
        WriteText(writer, "StreamARN", request.StreamARN);
        WriteText(writer, "StreamId", request.StreamId);
        WriteText(writer, "StreamName", request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, ListShardsRequest request)
    {
        WriteText(writer, "ExclusiveStartShardId", request.ExclusiveStartShardId);
        WriteNumber(writer, "MaxResults", request.MaxResults);
        WriteText(writer, "NextToken", request.NextToken);
        if (request.ShardFilter is not null)
        {
            writer.WriteStartObject("ShardFilter");
            WriteText(writer, "ShardId", request.ShardFilter.ShardId);
            WriteTime(writer, "Timestamp", request.ShardFilter.Timestamp);
            WriteText(writer, "Type", request.ShardFilter.Type);
            writer.WriteEndObject();
        }

        WriteText(writer, "StreamARN", request.StreamARN);
        WriteTime(writer, "StreamCreationTimestamp", request.StreamCreationTimestamp);
        WriteText(writer, "StreamId", request.StreamId);
        WriteText(writer, "StreamName", request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, GetShardIteratorRequest request)
    {
        WriteText(writer, "ShardId", request.ShardId);
        WriteText(writer, "ShardIteratorType", request.ShardIteratorType);
        WriteText(writer, "StartingSequenceNumber", request.StartingSequenceNumber);
        WriteText(writer, "StreamARN", request.StreamARN);
        WriteText(writer, "StreamId", request.StreamId);
        WriteText(writer, "StreamName", request.StreamName);
        WriteTime(writer, "Timestamp", request.Timestamp);
    }

    public static void Write(Utf8JsonWriter writer, GetRecordsRequest request)
    {
        WriteNumber(writer, "Limit", request.Limit);
        WriteText(writer, "ShardIterator", request.ShardIterator);
        WriteText(writer, "StreamARN", request.StreamARN);
        WriteText(writer, "StreamId", request.StreamId);
    }

    private static void Write(Utf8JsonWriter writer, PutRecordsRequestEntry record)
    {
        writer.WriteStartObject();
        if (record.Data is not null)
        {
            writer.WritePropertyName("Data");
            StringUtils.WriteBase64StringValue(writer, record.Data);
        }

        WriteText(writer, "ExplicitHashKey", record.ExplicitHashKey);
        WriteText(writer, "PartitionKey", record.PartitionKey);
        writer.WriteEndObject();
    }

    private static bool IsSet<T>(List<T> list) => list is not null && (list.Count > 0 || !AWSConfigs.InitializeCollections);

    private static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTime? value)
    {
        if (value is { } time)
            writer.WriteNumber(name, AWSSDKUtils.ConvertToUnixEpochSecondsDecimal(time));
    }
}

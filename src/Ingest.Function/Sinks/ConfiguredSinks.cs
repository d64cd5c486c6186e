using Ingest.Function.Delivery;
using Ingest.Function.Settings;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Sinks;

/// <summary>The operations of the sinks over one kind of transport.</summary>
internal interface ISinkTransports
{
    ISinkTransport PutRecords(string streamName, IRecordFormat format);

    ISinkTransport BatchWriteItem(string tableName, int retentionDays, IItemLayout layout);
}

/// <summary>The sinks and formats that the settings choose, the same over every transport. A new sink is a line here.</summary>
internal static class ConfiguredSinks
{
    public static List<ISink> Create(IngestSettings settings, ISinkTransports transports)
    {
        var sinks = new List<ISink>();
        if (settings.Sinks.HasFlag(SinkSet.Kinesis)) sinks.Add(Kinesis(settings, transports));
        if (settings.Sinks.HasFlag(SinkSet.DynamoDb)) sinks.Add(DynamoDb(settings, transports));
        return sinks;
    }

    private static KinesisSink Kinesis(IngestSettings settings, ISinkTransports transports)
    {
        IRecordFormat format = settings.KinesisFormat == KinesisFormat.Kpl ? new KplRecords() : new PlainRecords();
        return new KinesisSink(settings.StreamName, format, transports.PutRecords(settings.StreamName, format));
    }

    private static DynamoDbSink DynamoDb(IngestSettings settings, ISinkTransports transports)
    {
        IItemLayout layout = settings.DynamoDbLayout == DynamoDbLayout.Packed ? new PackedItems() : new EventItems();
        return new DynamoDbSink(settings.TableName, layout, settings.RetentionDays > 0, transports.BatchWriteItem(settings.TableName, settings.RetentionDays, layout));
    }
}

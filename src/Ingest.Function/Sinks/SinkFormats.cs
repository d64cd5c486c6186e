using Ingest.Function.Settings;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Sinks;

/// <summary>The formats that the settings choose, the same over every transport.</summary>
internal static class SinkFormats
{
    public static IRecordFormat Records(IngestSettings settings) => settings.KinesisFormat == KinesisFormat.Kpl ? new KplRecords() : new PlainRecords();

    public static IItemLayout Items(IngestSettings settings) => settings.DynamoDbLayout == DynamoDbLayout.Packed ? new PackedItems() : new EventItems();
}

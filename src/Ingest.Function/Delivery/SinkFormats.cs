using Ingest.Function.Delivery.DynamoDb;
using Ingest.Function.Delivery.Kinesis;
using Ingest.Function.Settings;

namespace Ingest.Function.Delivery;

/// <summary>The formats that the settings choose, the same over every transport.</summary>
internal static class SinkFormats
{
    public static IRecordFormat Records(IngestSettings settings) => settings.KinesisFormat == KinesisFormat.Kpl ? new KplRecords() : new PlainRecords();

    public static IItemLayout Items(IngestSettings settings) => settings.DynamoDbLayout == DynamoDbLayout.Packed ? new PackedItems() : new EventItems();
}

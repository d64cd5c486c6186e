using Ingest.Function.Delivery;
using Ingest.Function.Events;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>How events become items. Every item has deviceId, sk, data, receivedAt and, if items expire, expiresAt.</summary>
internal interface IItemLayout
{
    SinkWrite Prepare(EventBatch batch, ItemSize size);

    /// <summary>Bytes of the item that holds one event alone.</summary>
    int UnitBytes(EventBatch batch, in TelemetryEvent e, ItemSize size);

    int SortKeyLength(SinkWrite write, in WriteUnit unit);

    /// <summary>Writes <see cref="SortKeyLength"/> bytes.</summary>
    void WriteSortKey(SinkWrite write, in WriteUnit unit, Span<byte> destination);

    int DataLength(SinkWrite write, in WriteUnit unit);

    /// <summary>Writes <see cref="DataLength"/> bytes of JSON.</summary>
    void WriteData(SinkWrite write, in WriteUnit unit, Span<byte> destination);
}

/// <summary>The size of an item as DynamoDB counts it: UTF-8 bytes of attribute names and values. Source: developer guide, item sizes and formats.</summary>
/// <param name="Expires">Whether items carry expiresAt.</param>
internal readonly record struct ItemSize(bool Expires)
{
    public const string DeviceId = "deviceId";
    public const string SortKey = "sk";
    public const string Data = "data";
    public const string ReceivedAt = "receivedAt";
    public const string ExpiresAt = "expiresAt";

    // A number takes a byte for two digits and one more: ten digits until the year 2286.
    private const int ExpiresAtBytes = 6;

    public int Of(int deviceId, int sortKey, int data) =>
        DeviceId.Length + deviceId + SortKey.Length + sortKey + Data.Length + data
        + ReceivedAt.Length + EventTime.Width + (Expires ? ExpiresAt.Length + ExpiresAtBytes : 0);
}

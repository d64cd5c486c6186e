using System.Buffers;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>Counts an item's bytes in a request of <see cref="DynamoDbSink"/>, by the arithmetic of <see cref="JsonString.Escape"/>.</summary>
internal static class ItemWire
{
    /// <summary>{"PutRequest":{"Item":{"deviceId":{"S":""},"sk":{"S":""},"data":{"S":""},"receivedAt":{"S":""},"expiresAt":{"N":""}}}}, and a comma.</summary>
    private const int Template = 140;

    /// <summary>"id":"…", which is added if an event carries none, has four quotes.</summary>
    private const int QuotesOfAddedId = 4;

    private const int LongestNumber = 20;

    /// <returns>At least the bytes on the wire, and hardly more.</returns>
    public static long Bytes(SinkWrite write, in WriteUnit unit, IItemLayout layout)
    {
        long bytes = Template + LongestNumber + Events.EventTime.Width;
        bytes += write.Event(unit.First).DeviceId.Length;
        bytes += SortKeyBytes(write, unit, layout);
        bytes += layout.DataLength(write, unit);
        for (var n = unit.First; n < unit.First + unit.Count; n++)
        {
            var e = write.Event(n);
            bytes += Escapes(write.Batch.Bytes(e)) + Escapes(write.Batch.Bytes(e.Added)) + (e.CarriesId ? 0 : QuotesOfAddedId);
        }
        return bytes;
    }

    /// <summary>Bytes that escaping adds to valid JSON: one each, for its only control characters are line breaks and tabs.</summary>
    private static int Escapes(ReadOnlySpan<byte> json) =>
        json.Count((byte)'"') + json.Count((byte)'\\') + json.Count((byte)'\n') + json.Count((byte)'\r') + json.Count((byte)'\t');

    private static int SortKeyBytes(SinkWrite write, in WriteUnit unit, IItemLayout layout)
    {
        var length = layout.SortKeyLength(write, unit);
        var raw = ArrayPool<byte>.Shared.Rent(length * (1 + JsonString.Widest));
        layout.WriteSortKey(write, unit, raw.AsSpan(0, length));
        var escaped = JsonString.Escape(raw.AsSpan(0, length), raw.AsSpan(length));
        ArrayPool<byte>.Shared.Return(raw);
        return escaped;
    }
}

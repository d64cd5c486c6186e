using System.Text;
using System.Text.Json.Nodes;
using Ingest.Function.Formats;

namespace Ingest.Function.Tests.Formats;

/// <summary>Reads a body by the format that takes it, and looks at what would be stored.</summary>
internal static class FormatReading
{
    public static EventBatch Read(string body, EventMapping[] mappings, string path = "/v1/events", bool isBase64 = true, params (string Name, string? Value)[] headers) =>
        Read(Encoding.UTF8.GetBytes(body), mappings, path, isBase64, headers);

    public static EventBatch Read(byte[] body, EventMapping[] mappings, string path = "/v1/events", bool isBase64 = true, params (string Name, string? Value)[] headers)
    {
        var request = new FunctionUrlRequest { RawPath = path, IsBase64Encoded = isBase64 }.With(headers);
        var batch = EventBatch.Rent(body, "r-1", Batches.Now.ToUnixTimeMilliseconds());
        new EventFormats(mappings).Find(request).Read(batch, request, Batches.Settings);
        return batch;
    }

    /// <summary>What DynamoDB gets of an event as data.</summary>
    public static string Item(this EventBatch batch, int place = 0)
    {
        var item = new byte[StoredJson.ItemLength(batch.Events[place])];
        StoredJson.WriteItem(batch, batch.Events[place], item);
        return Encoding.UTF8.GetString(item);
    }

    /// <summary>What Kinesis gets of an event, which must be one JSON object with no member twice.</summary>
    public static JsonObject Record(this EventBatch batch, int place = 0)
    {
        var record = new byte[StoredJson.RecordLength(batch, batch.Events[place])];
        StoredJson.WriteRecord(batch, batch.Events[place], record);
        return JsonNode.Parse(record, documentOptions: new System.Text.Json.JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject();
    }

    public static (string Device, string SortKey) Keys(this EventBatch batch, int place = 0) =>
        (batch.StringOf(batch.Events[place].DeviceId), batch.StringOf(batch.Events[place].SortKey));
}

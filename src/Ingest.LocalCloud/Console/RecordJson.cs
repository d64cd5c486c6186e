using Ingest.LocalCloud.Services.Kinesis;
using Ingest.Shared;

namespace Ingest.LocalCloud.Console;

/// <summary>
/// A record as the console shows it: data if it is JSON, else base64; one that holds several in the format of the Kinesis Producer
/// Library has them in "records" too.
/// </summary>
internal static class RecordJson
{
    public static void Write(Utf8JsonWriter json, StoredRecord record)
    {
        json.WriteStartObject();
        json.WriteString("shardId", record.Shard.Id);
        json.WriteString("sequenceNumber", record.SequenceNumber.ToString());
        json.WriteString("partitionKey", record.PartitionKey.Span);
        json.WriteString("arrived", DateTimeOffset.FromUnixTimeMilliseconds(record.ArrivedMs));
        if (IsJson(record.Data.Span))
        {
            json.WritePropertyName("data");
            json.WriteRawValue(record.Data.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64String("base64", record.Data.Span);
            WriteAggregated(json, record.Data);
        }
        json.WriteEndObject();
    }

    private static void WriteAggregated(Utf8JsonWriter json, ReadOnlyMemory<byte> data)
    {
        List<ReadOnlyMemory<byte>> records = [.. AggregatedRecord.UserRecords(data)];
        if (records is [var only] && only.Equals(data)) return;
        json.WriteStartArray("records");
        foreach (var one in records)
        {
            if (IsJson(one.Span)) json.WriteRawValue(one.Span, skipInputValidation: true);
            else json.WriteBase64StringValue(one.Span);
        }
        json.WriteEndArray();
    }

    private static bool IsJson(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            while (reader.Read()) { }
            return data.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

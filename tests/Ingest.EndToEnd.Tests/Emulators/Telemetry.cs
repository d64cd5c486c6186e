using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>Events of a wanted size or time, and what identifies them where they are stored.</summary>
internal static class Telemetry
{
    /// <summary>This moment in whole milliseconds, as sort keys hold it.</summary>
    public static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The fixed form of a time in sort keys.</summary>
    public static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}";

    /// <summary>An event of exactly so many bytes.</summary>
    public static string Event(string device, string id, DateTimeOffset time, int bytes)
    {
        var start = $$$"""{"deviceId":"{{{device}}}","id":"{{{id}}}","time":"{{{Time(time)}}}","values":{"temperature":21.5,"on":true},"note":" """.TrimEnd();
        return bytes < start.Length + 2
            ? throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"At least {start.Length + 2} bytes.")
            : start.PadRight(bytes - 2, 'n') + "\"}";
    }

    public static string Id(ReadRecord record) => JsonNode.Parse(record.Data)!["id"]!.GetValue<string>();

    public static string Id(Dictionary<string, AttributeValue> item) => JsonNode.Parse(item["data"].S)!["id"]!.GetValue<string>();
}

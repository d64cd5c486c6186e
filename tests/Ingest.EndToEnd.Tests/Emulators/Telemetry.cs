using System.Text.Json.Nodes;

namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>The moment of events, and what identifies them where they are stored.</summary>
internal static class Telemetry
{
    /// <summary>This moment in whole milliseconds, as sort keys hold it.</summary>
    public static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public static string Id(ReadRecord record) => JsonNode.Parse(record.Data)!["id"]!.GetValue<string>();

    public static string Id(Dictionary<string, AttributeValue> item) => JsonNode.Parse(item["data"].S)!["id"]!.GetValue<string>();
}

using System.Text.Json;

namespace Ingest.EndToEnd.Tests.Formats;

/// <summary>An event as a query finds it; <see cref="Json"/> is what was stored of it.</summary>
internal sealed record StoredEvent(DateTimeOffset Time, string Id, string Json);

/// <summary>The documented query, which reads both layouts of the table.</summary>
internal static class StoredEvents
{
    /// <summary>A packed item is sorted by its earliest event and spans an hour at most.</summary>
    private static readonly TimeSpan LongestSpan = TimeSpan.FromHours(1);

    /// <summary>
    /// Events of a device with from ≤ time &lt; to: deviceId = :d AND sk BETWEEN :from − 1 h AND :to, filtered by time, one
    /// of each time and id.
    /// </summary>
    public static async Task<List<StoredEvent>> QueryAsync(Deployment ingest, string device, DateTimeOffset from, DateTimeOffset to)
    {
        var events = new List<StoredEvent>();
        Dictionary<string, AttributeValue>? start = null;
        do
        {
            var page = await ingest.Sinks.Reader.DynamoDb.QueryAsync(new QueryRequest
            {
                TableName = ingest.Name,
                KeyConditionExpression = "deviceId = :d AND sk BETWEEN :from AND :to",
                ExpressionAttributeValues = new() { [":d"] = new(device), [":from"] = new(SampleEvents.Time(from - LongestSpan)), [":to"] = new(SampleEvents.Time(to)) },
                ExclusiveStartKey = start,
            });
            events.AddRange(page.Items.SelectMany(item => Read(item["data"].S)));
            start = page.LastEvaluatedKey;
        }
        while (start is { Count: > 0 });
        return [.. events.Where(e => from <= e.Time && e.Time < to).DistinctBy(e => (e.Time, e.Id)).OrderBy(e => e.Time).ThenBy(e => e.Id, StringComparer.Ordinal)];
    }

    /// <summary>Every event of a device.</summary>
    public static Task<List<StoredEvent>> QueryAsync(Deployment ingest, string device) =>
        QueryAsync(ingest, device, Telemetry.Now() - TimeSpan.FromDays(8), Telemetry.Now() + TimeSpan.FromHours(1));

    private static IEnumerable<StoredEvent> Read(string data)
    {
        var root = JsonDocument.Parse(data).RootElement;
        var events = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
        return events.Select(e => new StoredEvent(Time(e.GetProperty("time")), e.GetProperty("id").GetString()!, e.GetRawText()));
    }

    private static DateTimeOffset Time(JsonElement time) =>
        time.ValueKind == JsonValueKind.Number ? DateTimeOffset.FromUnixTimeMilliseconds(time.GetInt64()) : time.GetDateTimeOffset();
}

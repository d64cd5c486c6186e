using Ingest.LocalCloud.FunctionUrl;

namespace Ingest.LocalCloud.Console;

/// <summary>What was refused at the URL, by code and by device, each with its newest example: <c>GET /api/rejections</c>.</summary>
internal sealed class RejectionReport(ConsoleSources sources)
{
    /// <param name="deviceId">Devices whose ids contain it; null or empty: all.</param>
    /// <param name="limit">Devices at most, the newest first.</param>
    public Action<Utf8JsonWriter> Write(string? deviceId, int limit) => json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("codes");
        foreach (var count in sources.Rejections.Codes) Write(json, count);
        json.WriteEndArray();
        json.WriteStartArray("devices");
        foreach (var count in sources.Rejections.Devices(string.IsNullOrEmpty(deviceId) ? null : deviceId, limit)) Write(json, count);
        json.WriteEndArray();
        json.WriteNumber("missed", sources.Rejections.Missed);
        json.WriteEndObject();
    };

    private static void Write(Utf8JsonWriter json, RefusalCount count)
    {
        var newest = count.Newest;
        json.WriteStartObject();
        json.WriteString("code", newest.Code);
        json.WriteBoolean("final", newest.IsFinal);
        json.WriteNumber("status", newest.Status);
        json.WriteNumber("events", count.Events);
        json.WriteNumber("requests", count.Requests);
        json.WriteString("first", count.First);
        json.WriteString("last", newest.Time);
        json.WriteString("deviceId", newest.DeviceId);
        json.WriteString("pointer", newest.Pointer);
        json.WriteString("detail", newest.Detail);
        json.WriteString("event", newest.Event);
        json.WriteString("requestId", newest.RequestId);
        json.WriteEndObject();
    }
}

namespace Ingest.Suites.Fuzz;

/// <summary>Bodies in the formats of others, sound more often than not.</summary>
internal static class ForeignEvents
{
    private const string Time = "\"2026-11-21T11:59:59.5Z\"";

    private static readonly string[] Names = ["\"dev-1\"", "\"/plant/7\"", "\"a_2Fb\"", "\"Zoë\"", "\"\\u00e9\\\"\"", "\"\"", "7", "null", "\"" + new string('x', 100) + "/\"", "{}"];
    private static readonly string[] Times = [Time, Time, Time, "1795262399000", "1795262399", "\"soon\"", "null", "1e30", "-1", "99999999999999999999999999999"];
    private static readonly string[] Extras = ["", "", "", "\"deviceId\":\"other\",", "\"time\":1,", "\"id\":{},", "\"receivedAt\":1,", "\"x\":[[[1]]],", "\"é\":\"\\ud83d\\ude00\","];

    public static (string Path, byte[] Body, (string Name, byte[] Value)[] Headers) Make(Random random) => random.Next(7) switch
    {
        0 => ("/v1/events", Utf8(CloudEvent(random)), Type("application/cloudevents+json")),
        1 => ("/v1/events", Utf8($"[{CloudEvent(random)},{CloudEvent(random)}]"), Type("application/cloudevents-batch+json")),
        2 => ("/v1/events", Utf8(random.Next(3) == 0 ? "text" : "{\"t\":[1,2]}"), [.. Type(random.Next(3) == 0 ? "text/plain" : "application/json"), ("ce-specversion", Utf8("1.0")), ("ce-id", Utf8("1")), ("ce-type", Utf8("t")), ("ce-source", Utf8("%2Fs\"")), ("ce-x", Bytes(random))]),
        3 => ("/v1/batch", Utf8($"{{\"a\":{{}},\"batch\":[{Event(random, "userId", "timestamp", "messageId")},{Event(random, "anonymousId", "timestamp", "messageId")}],\"z\":1}}"), Type("application/json")),
        4 => ("/v1/pino", Utf8($"{Event(random, "hostname", "time", "id")}\n\n{Event(random, "hostname", "time", "id")}"), Type("application/x-ndjson")),
        5 => ("/v1/ttn", Utf8($"{{\"end_device_ids\":{{\"device_id\":{Pick(Names, random)}}},{Pick(Extras, random)}\"received_at\":{Pick(Times, random)}}}"), Type("application/json")),
        _ => ("/v1/winston", Utf8($"[{Event(random, "service", "timestamp", "id")},{Event(random, "host", "time", "id")}]"), Type("text/plain")),
    };

    private static string CloudEvent(Random random) =>
        $"{{\"specversion\":{(random.Next(8) == 0 ? "\"0.3\"" : "\"1.0\"")},\"id\":\"{random.Next(9)}\",\"type\":\"t\",\"source\":{Pick(Names, random)},{(random.Next(2) == 0 ? $"\"subject\":{Pick(Names, random)}," : "")}{(random.Next(2) == 0 ? $"\"time\":{Pick(Times, random)}," : "")}{(random.Next(4) == 0 ? "\"deviceId\":1," : "")}\"data\":{{\"t\":1}}}}";

    private static string Event(Random random, string device, string time, string id) =>
        $"{{{(random.Next(3) == 0 ? Pick(Extras, random) : "")}\"{device}\":{Pick(Names, random)},\"{time}\":{Pick(Times, random)},\"{id}\":\"{random.Next(9)}\",\"y\":1}}";

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(12)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static (string Name, byte[] Value)[] Type(string type) => [("content-type", Utf8(type))];

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)];

    private static byte[] Utf8(string value) => Encoding.UTF8.GetBytes(value);
}

namespace Ingest.Function.Settings;

/// <summary>Mappings for the JSON of some clients, each with the path that it posts to (docs/formats.md names the clients). A new one is a line in <see cref="All"/>.</summary>
internal static class EventMappingPresets
{
    public static EventMapping[] All { get; } = [Segment(), Winston(), Pino(), Ttn(), IotRule()];

    /// <summary>{"batch":[{"userId":…,"timestamp":…,"messageId":…}],"sentAt":…}; the client fixes the path.</summary>
    private static EventMapping Segment() => new("segment", "/v1/batch")
    {
        Events = JsonPointer.Parse("/batch"),
        Device = Pointers("/context/device/id", "/userId", "/anonymousId"),
        Time = Pointers("/timestamp"),
        Id = Pointers("/messageId"),
    };

    /// <summary>{"level":…,"message":…,"timestamp":…,"service":…}, or an array of these.</summary>
    private static EventMapping Winston() => new("winston", "/v1/winston")
    {
        // To the client anything else is a failure.
        Status = 200,
        Device = Pointers("/deviceId", "/hostname", "/host", "/service"),
        Time = Pointers("/timestamp", "/time"),
        Id = Pointers("/id"),
    };

    /// <summary>{"logs":[{"level":30,"time":1795262400000,"hostname":…}]}, one a line, or one alone.</summary>
    private static EventMapping Pino() => new("pino", "/v1/pino")
    {
        Events = JsonPointer.Parse("/logs"),
        Device = Pointers("/deviceId", "/hostname", "/name"),
        Time = Pointers("/time"),
        Id = Pointers("/id"),
    };

    /// <summary>A webhook of The Things Stack. Source: its documentation, "Data formats".</summary>
    private static EventMapping Ttn() => new("ttn", "/v1/ttn")
    {
        Device = Pointers("/end_device_ids/device_id"),
        Time = Pointers("/received_at"),
    };

    /// <summary>What a rule of AWS IoT Core selects, as its HTTPS action posts it.</summary>
    private static EventMapping IotRule() => new("iot-rule", "/v1/iot-rule")
    {
        Device = Pointers("/deviceId", "/clientId", "/thingName"),
        Time = Pointers("/time", "/timestamp"),
        Id = Pointers("/id", "/messageId"),
    };

    private static JsonPointer[] Pointers(params ReadOnlySpan<string> pointers)
    {
        var parsed = new JsonPointer[pointers.Length];
        for (var i = 0; i < pointers.Length; i++) parsed[i] = JsonPointer.Parse(pointers[i]);
        return parsed;
    }
}

using Ingest.Function.Settings;

namespace Ingest.Function.Formats.CloudEvents;

/// <summary>
/// What the function must know of a CloudEvent (CloudEvents 1.0.2): the subject, and otherwise the source, is the device; the time is
/// optional there, and then that of the receipt.
/// </summary>
internal static class CloudEventAttributes
{
    public const string Version = "1.0";

    public static EventMapping Mapping { get; } = new("CloudEvents", "/v1/events")
    {
        Device = [JsonPointer.Parse("/subject"), JsonPointer.Parse("/source")],
        Time = [JsonPointer.Parse("/time")],
        IsTimeOptional = true,
        Id = [JsonPointer.Parse("/id")],
        Required = [(JsonPointer.Parse("/specversion"), Version), (JsonPointer.Parse("/id"), null), (JsonPointer.Parse("/source"), null), (JsonPointer.Parse("/type"), null)],
    };
}

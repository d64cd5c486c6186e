namespace Ingest.Function.Settings;

/// <summary>
/// Where JSON that is not native has what the function must know of an event (docs/formats.md). What is stored is the producer's
/// bytes all the same; deviceId, time and id are added if the event has no members of these names.
/// </summary>
/// <param name="Name">For sentences: the preset's, or the path's.</param>
/// <param name="Path">Where such events are posted.</param>
internal sealed record EventMapping(string Name, string Path)
{
    /// <summary>The array of events in an object around it. Default: none, the body is one event or an array of them.</summary>
    public JsonPointer? Events { get; init; }

    /// <summary>The device: the first of these that is a string or a whole number counts.</summary>
    public JsonPointer[] Device { get; init; } = [];

    /// <summary>The time: the first of these that is there counts.</summary>
    public JsonPointer[] Time { get; init; } = [];

    /// <summary>What a time that is a number counts. Default: milliseconds.</summary>
    public TimeUnit Unit { get; init; } = TimeUnit.Milliseconds;

    /// <summary>Whether an event without a time has that of its receipt; otherwise it is rejected.</summary>
    public bool IsTimeOptional { get; init; }

    /// <summary>The id: the first of these that is a string or a whole number counts. Without any, the id is derived.</summary>
    public JsonPointer[] Id { get; init; } = [];

    /// <summary>The object of what was measured, which must be there and not be empty. Default: nothing is asked for.</summary>
    public JsonPointer? Values { get; init; }

    /// <summary>The status of a response whose events are all stored. Default: 202; some clients know 200 alone.</summary>
    public int Status { get; init; } = 202;

    /// <summary>Strings that must be there, with this value if there is one.</summary>
    public (JsonPointer Member, string? Value)[] Required { get; init; } = [];
}

/// <summary>What a number that is a time counts, since 1970.</summary>
internal enum TimeUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

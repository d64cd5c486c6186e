using Ingest.Function.Buffers;
using Ingest.Function.Problems;

namespace Ingest.Function.Events;

/// <summary>A valid event, as slices: of the body it came in, and of its batch's arena.</summary>
/// <param name="Index">Its place in the POST, from 0.</param>
/// <param name="Start">Where in the body its { stands.</param>
/// <param name="Length">Bytes from its { to its }, both counted.</param>
/// <param name="TimeMs">Its time, milliseconds since 1970.</param>
/// <param name="DeviceId">Arena: the device id, ASCII.</param>
/// <param name="SortKey">Arena: time#id, the time in <see cref="EventTime"/>'s fixed form.</param>
/// <param name="CarriesId">False if the id was derived and has to be added to what is stored.</param>
/// <param name="Added">Arena: members to be added to what is stored, a comma behind each; empty for a native event.</param>
internal readonly record struct TelemetryEvent(int Index, int Start, int Length, long TimeMs, Slice DeviceId, Slice SortKey, bool CarriesId, Slice Added)
{
    /// <summary>Arena: the id alone.</summary>
    public Slice Id => new(SortKey.Start + EventTime.Width + 1, SortKey.Length - EventTime.Width - 1);

    /// <summary>Arena: the time alone.</summary>
    public Slice Time => SortKey with { Length = EventTime.Width };
}

/// <summary>An event that is rejected: a resend of the same bytes cannot help.</summary>
/// <param name="Index">Its place in the POST, from 0.</param>
/// <param name="Id">The id it carries, if that could be read.</param>
/// <param name="Error">What is wrong with it.</param>
/// <param name="More">What else is wrong with it.</param>
internal sealed record Rejection(int Index, string? Id, EventError Error, IReadOnlyList<EventError> More)
{
    public Rejection(int index, string? id, Problem problem, string pointer, string detail)
        : this(index, id, new EventError(problem, pointer, detail), [])
    {
    }

    /// <summary>The most bytes that are kept of a device's name.</summary>
    public const int LongestDevice = 64;

    /// <summary>The device that the event names, valid or not, up to <see cref="LongestDevice"/> bytes of it; null if that could not be read.</summary>
    public string? Device { get; init; }

    public Problem Problem => Error.Problem;

    public string Pointer => Error.Pointer;

    public string Detail => Error.Detail;
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Ingest.Function.Events;
using Ingest.Function.Problems;

namespace Ingest.Function.Formats;

/// <summary>What can be wrong with an event's bytes before they are JSON.</summary>
internal static class Utf8Errors
{
    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>U+FFFD: what the platform puts where a body that it takes for text is not UTF-8.</summary>
    public static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    /// <returns>Null if the event is UTF-8.</returns>
    public static EventError? Invalid(ReadOnlySpan<byte> json)
    {
        if (Utf8.IsValid(json)) return null;
        var at = 0;
        while (Rune.DecodeFromUtf8(json[at..], out _, out var consumed) == OperationStatus.Done) at += consumed;
        return new EventError(Problem.InvalidUtf8, "", $"Byte {at} of the event (0x{json[at]:X2}) does not continue valid UTF-8.");
    }

    /// <returns>Null if the event, which came as text, has no such character.</returns>
    public static EventError? Replaced(ReadOnlySpan<byte> json) => json.IndexOf(Replacement) is >= 0 and var at
        ? new EventError(Problem.InvalidUtf8, "", $"Byte {at} of the event is U+FFFD, which the platform puts in place of bytes that are not UTF-8 if a body comes as text. Send UTF-8; if U+FFFD is meant, as application/octet-stream.")
        : null;
}

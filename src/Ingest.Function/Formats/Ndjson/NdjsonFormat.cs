using System.Text;
using Ingest.Function.Events;
using Ingest.Function.Formats.Native;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats.Ndjson;

/// <summary>
/// Native events, one a line (NDJSON, JSON Lines). A line ends for certain, so a broken one is rejected alone, whatever it holds.
/// Blank lines are passed over. Pointers begin with the line's number, from 0: /3/values/temperature.
/// </summary>
internal sealed class NdjsonFormat : IEventFormat
{
    public string Accepted => "NDJSON as application/x-ndjson, application/jsonl or application/stream+json";

    public bool Takes(string mediaType, FunctionUrlRequest request) => IsMediaType(mediaType);

    public static bool IsMediaType(string mediaType) => mediaType is "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/stream+json";

    public void Read(EventBatch batch, FunctionUrlRequest request, IngestSettings settings) => Read(batch, request, settings, mapping: null);

    /// <param name="batch">Empty, with a body.</param>
    /// <param name="request">The body's headers.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="mapping">Of events that are not native.</param>
    public static void Read(EventBatch batch, FunctionUrlRequest request, IngestSettings settings, EventMapping? mapping)
    {
        var body = batch.Body.Span;
        var start = body.StartsWith(Utf8Errors.ByteOrderMark) ? Utf8Errors.ByteOrderMark.Length : 0;
        for (var number = 0; start < body.Length; number++)
        {
            var length = body[start..].IndexOf((byte)'\n');
            if (length < 0) length = body.Length - start;
            var line = body.Slice(start, length).Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                if (batch.Received == settings.MaxEvents) throw TooManyEvents(batch, settings);
                ReadLine(batch, settings, start + (int)body[start..].IndexOfAnyExcept(" \t\r"u8), line.Length, number, cameAsText: !request.IsBase64Encoded, mapping);
            }
            start += length + 1;
        }
        if (batch.Received == 0) throw new ProblemException(Problem.EmptyBody, "The body is empty; send one event a line.");
    }

    public FunctionUrlResponse Respond(in PostResult result) => ReportResponse.Of(result);

    private static void ReadLine(EventBatch batch, IngestSettings settings, int start, int length, int number, bool cameAsText, EventMapping? mapping)
    {
        var index = batch.Received++;
        var line = batch.Body.Span.Slice(start, length);
        if ((Utf8Errors.Invalid(line) ?? NotAnObject(line)) is { } unreadable)
        {
            Reject(batch, index, null, [unreadable], number);
            return;
        }
        var mark = batch.Arena.Length;
        var reader = new EventReader(line, batch.Names, batch.Arena, settings, batch.ReceivedAt, mapping);
        reader.Read();
        var errors = reader.Errors;
        if (reader.Length >= 0 && reader.Length < length) (errors ??= []).Insert(0, new EventError(Problem.MalformedJson, "", $"Expected the end of the line at its byte {reader.Length}, behind the event."));
        if (cameAsText && Utf8Errors.Replaced(line) is { } replaced) (errors ??= []).Insert(0, replaced);
        if (errors is null)
        {
            batch.Add(reader.ToEvent(index, start));
            return;
        }
        Reject(batch, index, reader.Id, errors, number, reader.Device);
        batch.Arena.TruncateTo(mark);
    }

    private static EventError? NotAnObject(ReadOnlySpan<byte> line) =>
        line[0] == '{' ? null : new EventError(Problem.NotAnObject, "", $"A line must be an event, which begins with {{; it begins with '{Excerpt.Of(Encoding.UTF8.GetString(line[..Math.Min(16, line.Length)]), 1)}'.");

    private static void Reject(EventBatch batch, int index, string? id, List<EventError> errors, int line, string? device = null)
    {
        var placed = errors.ConvertAll(e => e with { Pointer = $"/{line}{e.Pointer}" });
        batch.Reject(new Rejection(index, id, placed[0], placed[1..]) { Device = device });
    }

    private static ProblemException TooManyEvents(EventBatch batch, IngestSettings settings)
    {
        batch.Clear();
        return new ProblemException(Problem.TooManyEvents, $"The body holds more than {settings.MaxEvents} events, the limit of a POST.");
    }
}

using Ingest.Function.Events;
using Ingest.Function.Formats.Native;
using Ingest.Function.Formats.Ndjson;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats.Mapped;

/// <summary>JSON of others, posted to a path of its own, by a mapping of EVENT_MAPPING: an event, an array of them, or one a line.</summary>
internal sealed class MappedFormat(EventMapping mapping) : IEventFormat
{
    public string Accepted => $"events of {mapping.Name} to {mapping.Path}";

    public bool Takes(string mediaType, FunctionUrlRequest request) => request.RawPath == mapping.Path;

    public void Read(EventBatch batch, FunctionUrlRequest request, IngestSettings settings)
    {
        if (NdjsonFormat.IsMediaType(EventFormats.MediaType(request)) || IsLines(batch.Body.Span)) NdjsonFormat.Read(batch, request, settings, mapping);
        else BodyReader.Read(batch, settings, cameAsText: !request.IsBase64Encoded, mapping);
    }

    public FunctionUrlResponse Respond(in PostResult result)
    {
        var response = ReportResponse.Of(result);
        return response.StatusCode == 202 ? response with { StatusCode = mapping.Status } : response;
    }

    /// <summary>Whether an object ends with the first line and another begins with the second: some send lines without a word on their type.</summary>
    private static bool IsLines(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf((byte)'\n');
        return end > 0 && body[0] == '{' && body[..end].TrimEnd(" \t\r"u8).EndsWith("}"u8) && body[end..].TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }
}

using System.Text;
using System.Text.Json;
using Ingest.Function.Formats.Ndjson;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats;

/// <summary>Recognises the format of a refused request, so that the problem's detail can name it. Used only then.</summary>
internal static class ForeignFormat
{
    private const string Native = "send native events as JSON to /v1/events";

    private static readonly string OpenTelemetry = Advice("OTLP (OpenTelemetry)");
    private const string CloudEvents = " This looks like CloudEvents: send it as application/cloudevents+json, a batch as application/cloudevents-batch+json, or the attributes as ce- headers.";
    private static readonly string Segment = Preset("a batch of Segment's", "segment");
    private static readonly string ThingsStack = Preset("an uplink of The Things Stack", "ttn");
    private static readonly string RemoteWrite = Advice("Prometheus remote write");
    private static readonly string InfluxLines = Advice("InfluxDB line protocol");
    private static readonly string Firehose = Advice("a delivery by Amazon Data Firehose");
    private const string NoEncoding = " This looks like gzip: send it with Content-Encoding: gzip, as application/octet-stream.";
    private const int LongestName = 64;
    private const string LinesOfJson = " This looks like NDJSON: send it as application/x-ndjson, or the events as a JSON array, [{…},{…}].";

    /// <summary>A sentence to append to a detail, with a space before it; empty if nothing was recognised.</summary>
    /// <param name="request">What was refused.</param>
    /// <param name="mappings">What is taken at paths of its own. Default: nothing.</param>
    public static string Hint(FunctionUrlRequest request, IReadOnlyList<EventMapping>? mappings = null)
    {
        var hint = OfPath(request.RawPath) ?? OfHeaders(request) ?? (request.Body is { } body ? OfBody(body.Memory.Span, request, mappings ?? []) : null) ?? "";
        return (hint == LinesOfJson && NdjsonFormat.IsMediaType(EventFormats.MediaType(request))) || (hint == CloudEvents && IsCloudEvent(request)) ? "" : hint;
    }

    /// <summary>The same at a mapping's path, where nothing else is meant but a native event may have come.</summary>
    public static string HintAtMapping(FunctionUrlRequest request)
    {
        if (request.Body is not { } body) return "";
        try
        {
            return IsNative(body.Memory.Span.TrimStart(" \t\r\n\uFEFF"u8)) ? " This looks like a native event: post it to /v1/events." : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static bool IsNative(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        if (body.IsEmpty || !reader.Read() || (reader.TokenType == JsonTokenType.StartArray && !reader.Read()) || reader.TokenType != JsonTokenType.StartObject) return false;
        var (device, time, values) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            device |= reader.ValueTextEquals("deviceId"u8);
            time |= reader.ValueTextEquals("time"u8);
            values |= reader.ValueTextEquals("values"u8);
            reader.Read();
            reader.Skip();
        }
        return device && time && values;
    }

    private static string Advice(string format) => $" This looks like {format}, which is not taken yet: {Native}.";

    /// <summary>It is taken where the operator has chosen that preset.</summary>
    private static string Preset(string format, string name)
    {
        var preset = EventMappingPresets.All.First(preset => preset.Name == name);
        return $" This looks like {format}: it is taken at {preset.Path} if EVENT_MAPPING has {name}.";
    }

    /// <summary>Where the exporters of each format send by default.</summary>
    private static string? OfPath(string path) => path.TrimEnd('/') switch
    {
        "/v1/traces" or "/v1/metrics" or "/v1/logs" or "/v1/profiles" or "/v1development/profiles" => OpenTelemetry,
        "/api/v1/write" or "/api/v1/push" or "/api/prom/push" or "/receive" => RemoteWrite,
        "/v1/batch" or "/v1/import" => Segment,
        "/write" or "/api/v2/write" or "/api/v3/write_lp" => InfluxLines,
        _ => null,
    };

    private static string? OfHeaders(FunctionUrlRequest request)
    {
        if (!request.Header("x-amz-firehose-request-id"u8).IsEmpty) return Firehose;
        var type = EventFormats.MediaType(request);
        if (type.StartsWith("application/cloudevents", StringComparison.Ordinal)) return CloudEvents;
        if (type is not ("application/x-protobuf" or "application/protobuf")) return null;
        return Ascii.EqualsIgnoreCase(request.Header("content-encoding"u8).Trim((byte)' '), "snappy"u8) ? RemoteWrite : OpenTelemetry;
    }

    private static bool IsCloudEvent(FunctionUrlRequest request) =>
        EventFormats.MediaType(request) is "application/cloudevents+json" or "application/cloudevents-batch+json" || !request.Header("ce-specversion"u8).IsEmpty;

    private static string? OfBody(ReadOnlySpan<byte> body, FunctionUrlRequest request, IReadOnlyList<EventMapping> mappings)
    {
        // A body that was refused as gzip is still as it was sent.
        if (IsGzip(body)) return request.Header("content-encoding"u8).IsEmpty ? NoEncoding : null;
        var start = body[..Math.Min(8, body.Length)];
        if (start.Contains((byte)0) && start.IndexOfAny((byte)'{', (byte)'[') >= 0) return " This looks like UTF-16: encode the body as UTF-8.";
        body = body.TrimStart(" \t\r\n\uFEFF"u8);
        if (body.IsEmpty) return null;
        if (body[0] is not ((byte)'{' or (byte)'[')) return IsInfluxLine(body) ? InfluxLines : null;
        try
        {
            return OfJson(body, mappings);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>By the members of the outermost object, or of an array's first.</summary>
    private static string? OfJson(ReadOnlySpan<byte> body, IReadOnlyList<EventMapping> mappings)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray) reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        var (hasRequestId, isEvent, isInArray) = (false, false, reader.CurrentDepth > 0);
        string? list = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueIsEscaped)
            {
                if (reader.ValueTextEquals("resourceSpans"u8) || reader.ValueTextEquals("resourceMetrics"u8) || reader.ValueTextEquals("resourceLogs"u8)) return OpenTelemetry;
                if (reader.ValueTextEquals("specversion"u8)) return CloudEvents;
                if (reader.ValueTextEquals("end_device_ids"u8)) return ThingsStack;
                if (list == "batch" && (reader.ValueTextEquals("writeKey"u8) || reader.ValueTextEquals("sentAt"u8))) return Segment;
                if (hasRequestId && reader.ValueTextEquals("records"u8)) return Firehose;
                hasRequestId |= reader.ValueTextEquals("requestId"u8);
                isEvent |= reader.ValueTextEquals("time"u8) || reader.ValueTextEquals("values"u8);
                if (reader.ValueSpan.Length <= LongestName && BeginsListOfObjects(reader)) list ??= Encoding.UTF8.GetString(reader.ValueSpan);
            }
            reader.Read();
            reader.Skip();
        }
        if (isInArray) return null;
        // Another object behind the first.
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject) return LinesOfJson;
        if (list is not null && mappings.FirstOrDefault(mapping => mapping.Events?.ToString() == $"/{list}") is { } mapped) return $" This looks like what {mapped.Path} takes: post it there.";
        return list is null || isEvent ? null : $" If '{list}' holds the events: an envelope is {{\"events\":[…]}}, with no other member.";
    }

    /// <summary>Whether the member whose name the reader stands on is one, such as a producer's own wrapper.</summary>
    private static bool BeginsListOfObjects(Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    /// <summary>By its first bytes; if it came as text, the second is U+FFFD.</summary>
    private static bool IsGzip(ReadOnlySpan<byte> body) => body.StartsWith([(byte)0x1F, (byte)0x8B]) || body.StartsWith("\u001F\uFFFD"u8);

    /// <summary>measurement[,tag=value…] field=value[,…] [timestamp]. Source: InfluxDB, line protocol reference.</summary>
    private static bool IsInfluxLine(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOfAny((byte)'\n', (byte)'\r');
        var line = end < 0 ? body : body[..end];
        var space = line.IndexOf((byte)' ');
        if (space <= 0) return false;
        var fields = line[(space + 1)..];
        var isMeasurement = char.IsAsciiLetter((char)line[0]) || line[0] == '_';
        return isMeasurement && fields.IndexOf((byte)'=') is > 0 and var equals && fields[..equals].IndexOfAny(" \"{<"u8) < 0 && equals + 1 < fields.Length;
    }
}

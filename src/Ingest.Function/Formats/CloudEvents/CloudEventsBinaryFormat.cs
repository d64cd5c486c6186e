using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Ingest.Function.Events;
using Ingest.Function.Formats.Native;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats.CloudEvents;

/// <summary>
/// A CloudEvent in binary mode: its attributes are headers, and the body is its data (CloudEvents, HTTP protocol binding 1.0.2 §3.1).
/// It is stored as it would have come in structured mode: JSON data as it is, text as a string, all else in data_base64.
/// </summary>
internal sealed class CloudEventsBinaryFormat : IEventFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlySpan<byte> Prefix => "ce-"u8;

    public string Accepted => "a CloudEvent with ce- headers and any content type";

    public bool Takes(string mediaType, FunctionUrlRequest request) =>
        !request.Header("ce-specversion"u8).IsEmpty && !mediaType.StartsWith("application/cloudevents", StringComparison.Ordinal);

    public void Read(EventBatch batch, FunctionUrlRequest request, IngestSettings settings)
    {
        var json = new ArrayBufferWriter<byte>(batch.Body.Length + 1024);
        try
        {
            Write(json, batch.Body.Span, request);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            batch.Received = 1;
            batch.Reject(new Rejection(0, null, Problem.MalformedJson, "/data", $"The content type is '{EventFormats.MediaType(request)}', and the body is not well-formed JSON."));
            return;
        }
        batch.Body = json.WrittenMemory;
        BodyReader.Read(batch, settings, cameAsText: !request.IsBase64Encoded, CloudEventAttributes.Mapping);
    }

    public FunctionUrlResponse Respond(in PostResult result) => ReportResponse.Of(result);

    private static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> data, FunctionUrlRequest request)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        for (var i = 0; i < request.Headers.Count; i++)
        {
            var name = request.Headers.NameAt(i);
            if (name.StartsWith(Prefix)) json.WriteString(name[Prefix.Length..], Decode(request.Headers.ValueAt(i)));
        }
        var contentType = request.Header("content-type"u8);
        if (!contentType.IsEmpty) json.WriteString("datacontenttype"u8, contentType);
        var mediaType = EventFormats.MediaType(request);
        if (data.IsEmpty)
        {
            json.WriteEndObject();
            return;
        }
        if (mediaType.EndsWith("/json", StringComparison.Ordinal) || mediaType.EndsWith("+json", StringComparison.Ordinal))
        {
            json.WritePropertyName("data"u8);
            // Checked to be one value: otherwise it could bring attributes of its own.
            json.WriteRawValue(data);
        }
        else if (mediaType.StartsWith("text/", StringComparison.Ordinal) && Utf8.IsValid(data)) json.WriteString("data"u8, data);
        else json.WriteBase64String("data_base64"u8, data);
        json.WriteEndObject();
    }

    /// <summary>Percent-encoded, and perhaps in quotes (HTTP protocol binding §3.1.3.2).</summary>
    private static string Decode(ReadOnlySpan<byte> value)
    {
        value = value.Trim((byte)' ');
        var text = Encoding.UTF8.GetString(value is [(byte)'"', .. var quoted, (byte)'"'] ? quoted : value);
        return Uri.UnescapeDataString(text);
    }
}

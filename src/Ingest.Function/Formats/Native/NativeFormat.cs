using Ingest.Function.Events;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats.Native;

/// <summary>The product's own events as JSON, under the names that producers give it; curl's -d calls it a form.</summary>
internal sealed class NativeFormat : IEventFormat
{
    public string Accepted => "JSON as application/json, any other /json or +json type, text/plain, application/octet-stream, application/x-www-form-urlencoded (curl's default), or none";

    public bool Takes(string mediaType, FunctionUrlRequest request) => mediaType is "" or "application/json" or "text/plain" or "application/octet-stream" or "application/x-www-form-urlencoded"
        || mediaType.EndsWith("/json", StringComparison.Ordinal)
        || (mediaType.EndsWith("+json", StringComparison.Ordinal) && !mediaType.StartsWith("application/cloudevents", StringComparison.Ordinal));

    public void Read(EventBatch batch, FunctionUrlRequest request, IngestSettings settings) => BodyReader.Read(batch, settings, cameAsText: !request.IsBase64Encoded);

    public FunctionUrlResponse Respond(in PostResult result) => ReportResponse.Of(result);
}

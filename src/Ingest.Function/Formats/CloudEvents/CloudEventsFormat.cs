using Ingest.Function.Events;
using Ingest.Function.Formats.Native;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats.CloudEvents;

/// <summary>CloudEvents in structured mode and in batches, as JSON (CloudEvents, HTTP protocol binding 1.0.2 §3.2 and §3.3).</summary>
internal sealed class CloudEventsFormat : IEventFormat
{
    public string Accepted => "CloudEvents 1.0 as application/cloudevents+json, application/cloudevents-batch+json, or with ce- headers";

    public bool Takes(string mediaType, FunctionUrlRequest request) => mediaType is "application/cloudevents-batch+json" or "application/cloudevents+json";

    public void Read(EventBatch batch, FunctionUrlRequest request, IngestSettings settings) =>
        BodyReader.Read(batch, settings, cameAsText: !request.IsBase64Encoded, CloudEventAttributes.Mapping);

    public FunctionUrlResponse Respond(in PostResult result) => ReportResponse.Of(result);
}

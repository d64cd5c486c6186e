using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Perf.Micro;

/// <summary>Events and responses as objects: how a handler without a request path of its own would hold them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlainRequest))]
[JsonSerializable(typeof(PlainEvents))]
[JsonSerializable(typeof(PlainReport))]
[JsonSerializable(typeof(PlainResponse))]
internal sealed partial class PlainJsonContext : JsonSerializerContext;

internal sealed record PlainRequest(string RawPath, string RawQueryString, Dictionary<string, string> Headers, PlainContext RequestContext, string Body, bool IsBase64Encoded);

internal sealed record PlainContext(PlainLine Http, long TimeEpoch);

internal sealed record PlainLine(string Method);

internal sealed record PlainEvents(List<PlainEvent> Events);

internal sealed record PlainEvent(string DeviceId, string? Id, DateTimeOffset Time, string? Type, Dictionary<string, JsonElement> Values, Dictionary<string, string>? Tags);

internal sealed record PlainReport(int Received, int Accepted, int Duplicates, List<PlainRejection>? Rejected);

internal sealed record PlainRejection(int Index, string? Id, string Code, string Pointer, string Detail);

internal sealed record PlainResponse(int StatusCode, Dictionary<string, string> Headers, string Body);

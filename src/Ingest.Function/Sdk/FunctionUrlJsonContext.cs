using System.Text.Json.Serialization;
using Ingest.Function.FunctionUrl;

namespace Ingest.Function.Sdk;

/// <summary>The serialization code of event and response, generated at build time.</summary>
[JsonSerializable(typeof(FunctionUrlRequest))]
[JsonSerializable(typeof(FunctionUrlResponse))]
internal sealed partial class FunctionUrlJsonContext : JsonSerializerContext;

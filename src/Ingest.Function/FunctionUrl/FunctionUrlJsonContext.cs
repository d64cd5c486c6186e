using System.Text.Json.Serialization;

namespace Ingest.Function.FunctionUrl;

/// <summary>The envelope's serialization code, generated at build time.</summary>
[JsonSerializable(typeof(FunctionUrlRequest))]
[JsonSerializable(typeof(FunctionUrlResponse))]
internal sealed partial class FunctionUrlJsonContext : JsonSerializerContext;

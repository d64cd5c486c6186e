using System.Text.Json.Serialization;
using Ingest.Function.FunctionUrl;

namespace Ingest.Function.Sdk;

/// <summary>The envelope's serialization code, generated at build time.</summary>
[JsonSerializable(typeof(FunctionUrlRequest))]
[JsonSerializable(typeof(FunctionUrlResponse))]
internal sealed partial class FunctionUrlJsonContext : JsonSerializerContext;

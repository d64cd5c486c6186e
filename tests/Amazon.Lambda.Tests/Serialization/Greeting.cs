using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Amazon.Lambda.Tests.Serialization;

public sealed record Greeting(string? Name);

public sealed record Everything(string? XAmzId2, byte[]? Bytes, DateTime? When, MemoryStream? Stream, int PlainNumber);

[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(Everything))]
internal sealed partial class GreetingContext : JsonSerializerContext;

internal static class Greetings
{
    public static ILambdaSerializer Serializer() => new SourceGeneratorLambdaJsonSerializer<GreetingContext>();
}

using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Ingest.Function.Encodings;
using Ingest.Function.FunctionUrl;

namespace Ingest.Perf.Micro;

/// <summary>The body, from its JSON text in the envelope to the producer's bytes.</summary>
public class BodyBenchmarks
{
    private byte[] _envelope = [];

    [Params(10, 500)]
    public int Events { get; set; }

    [Params(false, true)]
    public bool Base64 { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var body = MicroSamples.Body(Events);
        var text = Base64 ? Convert.ToBase64String(body) : Encoding.UTF8.GetString(body);
        _envelope = Encoding.UTF8.GetBytes($$"""{"body":{{JsonSerializer.Serialize(text, JsonSerializerOptions.Web)}},"isBase64Encoded":{{(Base64 ? "true" : "false")}}}""");
    }

    [Benchmark(Baseline = true, Description = "GetString, then GetBytes or FromBase64String")]
    public int Text()
    {
        var reader = new Utf8JsonReader(_envelope);
        var body = "";
        var isBase64 = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String) body = reader.GetString()!;
            else if (reader.TokenType == JsonTokenType.True) isBase64 = true;
        }
        return (isBase64 ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body)).Length;
    }

    [Benchmark(Description = "RequestReader and RequestBody, in one rented buffer")]
    public int Rented()
    {
        var request = RequestReader.Read(_envelope);
        using var body = request.Body!;
        return RequestBody.Read(request, MicroSamples.Settings.MaxBodyBytes).Length;
    }
}

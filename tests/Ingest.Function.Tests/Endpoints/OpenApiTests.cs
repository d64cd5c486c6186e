using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Ingest.Function.Tests.Delivery;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Ingest.Function.Tests.Endpoints;

/// <summary>docs/openapi.yaml is valid, what the function serves, and what it does.</summary>
public sealed class OpenApiTests
{
    private const string Served = "src/Ingest.Function/Endpoints/openapi.json";

    [Fact]
    public async Task TheDocumentIsValidOpenApi31()
    {
        var (document, diagnostic) = await ReadAsync();

        diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        diagnostic.Errors.Select(e => e.ToString()).ShouldBeEmpty();
        diagnostic.Warnings.Select(e => e.ToString()).ShouldBeEmpty();
        document.Paths.Keys.ShouldBe(["/v1/events", "/health", "/ready", "/openapi.json"], ignoreOrder: true);
    }

    /// <summary>With INGEST_WRITE_OPENAPI=1 it writes the file anew.</summary>
    [Fact]
    public async Task TheFunctionServesIt()
    {
        var expected = await AsJsonAsync();
        if (Environment.GetEnvironmentVariable("INGEST_WRITE_OPENAPI") == "1") await File.WriteAllTextAsync(CheckedOutFiles.PathOf(Served), expected);

        var response = await Function().HandleAsync(new FunctionUrlRequest { Method = "GET", RawPath = "/openapi.json" }, new FixedInvocation(TimeSpan.FromSeconds(10)));

        response.StatusCode.ShouldBe(200);
        Encoding.UTF8.GetString(response.Body.Memory.Span).ShouldBe(expected, $"run this test with INGEST_WRITE_OPENAPI=1, and build again");
    }

    [Fact]
    public async Task EveryExampleIsAnsweredAsItSays()
    {
        var contents = JsonNode.Parse(await AsJsonAsync())!["paths"]!["/v1/events"]!["post"]!["requestBody"]!["content"]!.AsObject();
        var examples = contents.SelectMany(content => content.Value!["examples"]!.AsObject().Select(example => (Type: content.Key, example.Key, Example: example.Value!))).ToList();

        examples.Count.ShouldBeGreaterThan(6);
        foreach (var (type, name, example) in examples)
        {
            var value = example["value"]!;
            var json = value is JsonValue text && text.TryGetValue<string>(out var lines) ? lines : value.ToJsonString();
            var body = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(json));
            var request = new FunctionUrlRequest { Method = "POST", RawPath = "/v1/events", Body = Utf8Body.Rent(body, Encoding.UTF8.GetBytes(json, body)) }.With(("content-type", type));

            var response = await Function().HandleAsync(request, new FixedInvocation(TimeSpan.FromSeconds(10)));

            response.StatusCode.ShouldBe(example["x-status"]!.GetValue<int>(), $"{type}, {name}: {Encoding.UTF8.GetString(response.Body.Memory.Span)}");
        }
    }

    private static IngestFunction Function()
    {
        var time = new ManualTimeProvider(Batches.Now);
        return IngestFunction.Create(Batches.Settings, [new FakeSink()], time, new LogWriter(null, time), new Random(1));
    }

    private static async Task<string> AsJsonAsync()
    {
        var (document, _) = await ReadAsync();
        return JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!.ToJsonString();
    }

    private static async Task<(OpenApiDocument Document, OpenApiDiagnostic Diagnostic)> ReadAsync()
    {
        var settings = new OpenApiReaderSettings();
        settings.AddYamlReader();
        var read = await OpenApiDocument.LoadAsync(CheckedOutFiles.PathOf("docs/openapi.yaml"), settings);
        return (read.Document!, read.Diagnostic!);
    }
}

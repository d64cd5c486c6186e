using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Ingest.Function.FunctionUrl;
using Ingest.Perf.Events;

namespace Ingest.Perf.Micro;

/// <summary>The Function URL event, from bytes to what the function uses of it.</summary>
public class EnvelopeBenchmarks
{
    private byte[] _envelope = [];

    [Params(1, 10, 100, 500)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Prepare() => _envelope = MicroSamples.Envelope(Events, BodyForm.Text);

    [Benchmark(Baseline = true, Description = "System.Text.Json, source-generated")]
    public int Objects() => JsonSerializer.Deserialize(_envelope, PlainJsonContext.Default.PlainRequest)!.Body.Length;

    [Benchmark(Description = "RequestReader")]
    public int Reader()
    {
        using var request = RequestReader.Read(_envelope);
        return request.Body!.Memory.Length;
    }
}

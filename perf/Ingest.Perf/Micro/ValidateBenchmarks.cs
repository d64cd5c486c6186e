using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace Ingest.Perf.Micro;

/// <summary>The producer's bytes, from a body to valid events with keys, duplicates collapsed.</summary>
public class ValidateBenchmarks
{
    private byte[] _body = [];

    [Params(1, 10, 100, 500)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Prepare() => _body = MicroSamples.Body(Events);

    [Benchmark(Baseline = true, Description = "System.Text.Json, source-generated; checks no limit")]
    public int Objects() => JsonSerializer.Deserialize(_body, PlainJsonContext.Default.PlainEvents)!.Events.Count;

    [Benchmark(Description = "BodyReader, every rule checked")]
    public int Decoder()
    {
        using var batch = MicroSamples.Decode(_body);
        return batch.Events.Count;
    }
}

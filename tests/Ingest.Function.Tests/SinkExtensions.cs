namespace Ingest.Function.Tests;

/// <summary>Outcomes as tests compare them.</summary>
internal static class SinkExtensions
{
    public static async Task<WriteOutcome[]> OutcomesAsync(this ISink sink, SinkCall call, CancellationToken cancellation) => (await sink.WriteAsync(call, cancellation)).ToArray();
}

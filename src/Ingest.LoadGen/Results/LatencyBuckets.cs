using System.Globalization;
using Ingest.LoadGen.Measurement;

namespace Ingest.LoadGen.Results;

/// <summary>The histograms behind the percentiles, so that several runs' can be joined: ticks of 100 ns, and how many.</summary>
/// <param name="Service">Behind <see cref="RunSummary.Latency"/>.</param>
/// <param name="Intended">Behind <see cref="RunSummary.IntendedLatency"/>.</param>
/// <param name="Lag">Behind the generator's lag.</param>
/// <param name="Durable">Behind <see cref="RunSummary.DurableLatency"/>.</param>
/// <param name="Failed">Behind <see cref="RunSummary.FailedLatency"/>.</param>
/// <param name="Responses">Behind <see cref="RunSummary.ResponseLatency"/>.</param>
/// <param name="Wire">Behind <see cref="RunSummary.WireLatency"/>.</param>
internal sealed record LatencyBuckets(
    IReadOnlyDictionary<string, long> Service, IReadOnlyDictionary<string, long> Intended, IReadOnlyDictionary<string, long> Lag, IReadOnlyDictionary<string, long> Durable,
    IReadOnlyDictionary<string, long> Failed, IReadOnlyDictionary<string, long> Responses, IReadOnlyDictionary<string, long> Wire)
{
    public static LatencyBuckets Of(RunRecorder recorder) => new(Of(recorder.Service), Of(recorder.Intended), Of(recorder.Lag), Of(recorder.Durable),
        Of(recorder.Failed), Of(recorder.Responses), Of(recorder.Wire));

    public static IReadOnlyDictionary<string, long> Of(LatencyHistogram histogram) =>
        histogram.Buckets().ToDictionary(b => b.Value.ToString(CultureInfo.InvariantCulture), b => b.Count);

    /// <summary>All of these in one.</summary>
    public static LatencyHistogram Join(IEnumerable<IReadOnlyDictionary<string, long>> parts)
    {
        var histogram = new LatencyHistogram();
        foreach (var (value, count) in parts.SelectMany(p => p)) histogram.Add(long.Parse(value, CultureInfo.InvariantCulture), count);
        return histogram;
    }
}

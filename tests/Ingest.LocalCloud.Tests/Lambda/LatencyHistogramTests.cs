namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void PercentilesAreExactToOnePointSixPercent()
    {
        var random = new Random(20261121);
        var samples = Enumerable.Range(0, 10_000).Select(_ => Math.Exp(random.NextDouble() * 18)).ToArray();
        var histogram = new LatencyHistogram();

        foreach (var sample in samples) histogram.Record(TimeSpan.FromMicroseconds(sample));

        Array.Sort(samples);
        foreach (var percentile in (double[])[1, 25, 50, 90, 99, 99.9])
        {
            var exact = samples[(int)Math.Ceiling(percentile / 100 * samples.Length) - 1] / 1000;
            histogram.Percentile(percentile).ShouldBeInRange((exact * 0.984) - 0.001, (exact * 1.016) + 0.001);
        }
        histogram.Percentile(100).ShouldBe(histogram.MaxMicroseconds / 1000);
    }

    [Fact]
    public void AHistogramWithoutSamplesHasNoPercentiles() => new LatencyHistogram().Percentile(99).ShouldBe(0);
}

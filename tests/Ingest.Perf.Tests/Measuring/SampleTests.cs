using Ingest.Perf.Measuring;

namespace Ingest.Perf.Tests.Measuring;

public sealed class SampleTests
{
    [Fact]
    public void TheMedianIsTheMiddleOrTheMeanOfTheTwoMiddles()
    {
        new[] { 9.0, 1, 5 }.Median().ShouldBe(5);
        new[] { 4.0, 1, 9, 2 }.Median().ShouldBe(3);
        Should.Throw<ArgumentException>(() => Array.Empty<double>().Median());
    }

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    [InlineData(0.001, 1)]
    public void APercentileIsTheNearestRank(double part, double expected)
    {
        Sample.Percentile([.. Enumerable.Range(1, 100).Select(i => (double)i)], part).ShouldBe(expected);
    }
}

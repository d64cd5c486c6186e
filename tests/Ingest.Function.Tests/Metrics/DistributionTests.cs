namespace Ingest.Function.Tests.Metrics;

public sealed class DistributionTests
{
    [Fact]
    public void UpToAHundredValuesAreThemselves() =>
        Read([7, 0, 127, 7, 3]).ShouldBe([0, 3, 7, 7, 127]);

    /// <summary>Each of the hundred stands for a hundredth of all: what CloudWatch makes of them is the percentile of all.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void OfMoreEachStandsForAsManyAsAnyOther(int count)
    {
        var random = new Random(1);
        var all = Enumerable.Range(0, count).Select(_ => (long)Math.Exp(5 + (random.NextDouble() * 8))).ToArray();

        var read = Read(all);

        read.Length.ShouldBe(100);
        Array.Sort(all);
        foreach (var percent in new[] { 1, 50, 90, 99 })
        {
            var nearby = (all[Math.Max(0, (int)(count * (percent - 1.5) / 100))] * 0.99, all[Math.Min(count - 1, (int)(count * (percent + 0.5) / 100))] * 1.01);
            ((double)read[percent - 1]).ShouldBeInRange(nearby.Item1, nearby.Item2);
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(12_345)]
    [InlineData(899_999_999)]
    public void AValueIsKeptWithinOnePercent(long value) => ((double)Read([value])[0]).ShouldBe(value, value * 0.01);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(long.MaxValue, 1 << 30)]
    public void WhatLiesOutsideIsTheNearestInside(long value, long nearest) => ((double)Read([value])[0]).ShouldBe(nearest, nearest * 0.01);

    [Fact]
    public void ClearedItBeginsAnew()
    {
        var distribution = new Distribution();
        distribution.Add(5);
        distribution.Clear();
        distribution.Add(9);

        Span<long> values = stackalloc long[Distribution.MostValues];
        values[..distribution.Read(values)].ToArray().ShouldBe([9]);
    }

    private static long[] Read(IEnumerable<long> values)
    {
        var distribution = new Distribution();
        foreach (var value in values) distribution.Add(value);
        Span<long> read = stackalloc long[Distribution.MostValues];
        return read[..distribution.Read(read)].ToArray();
    }
}

using Ingest.Perf.Allocations;

namespace Ingest.Perf.Tests.Allocations;

public sealed class AllocationLimitsTests
{
    [Fact]
    public void WhatIsAtTheLimitHolds() =>
        AllocationLimits.Broken([(1, 2_064), (10, 2_208), (100, 3_648), (500, 10_048)], new HeapReading(1, Gen0: 100, Gen1: 0, Gen2: 0)).ShouldBeEmpty();

    [Fact]
    public void AByteTooManyIsNamedWithItsLimit() =>
        AllocationLimits.Broken([(1, 2_064), (10, 2_209)], default).ShouldBe(["10 events a POST: 2209 bytes an invocation; the limit is 2208."]);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void OneCollectionOfAnOlderGenerationIsTooMuch(int gen1, int gen2) =>
        AllocationLimits.Broken([], new HeapReading(0, 0, gen1, gen2)).ShouldBe([$"{gen1} Gen1 and {gen2} Gen2 collections in the long run; the limit is none."]);
}

using Ingest.Perf.Allocations;

namespace Ingest.Perf.Tests.Allocations;

public sealed class HeapReadingTests
{
    [Fact]
    public void AReadingIsReadAsItWasWritten() =>
        HeapReading.Parse(new HeapReading(5_000_000_000, 3, 2, 1).ToText()).ShouldBe(new HeapReading(5_000_000_000, 3, 2, 1));

    [Fact]
    public void WhatAPoolGrowsByInOneRoundIsNotTheRoundsOwn() =>
        HeapReading.OfRounds([new(1_400, 0, 0, 0), new(40_008, 1, 0, 0), new(1_416, 1, 0, 0)]).ShouldBe(new HeapReading(3 * 1_416, 2, 0, 0));

    [Fact]
    public void WhatIsNoReadingIsRefusedWithItsText() =>
        Should.Throw<FormatException>(() => HeapReading.Parse("1 2 3")).Message.ShouldContain("'1 2 3'");
}

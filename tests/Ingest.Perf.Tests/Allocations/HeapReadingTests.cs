using Ingest.Perf.Allocations;

namespace Ingest.Perf.Tests.Allocations;

public sealed class HeapReadingTests
{
    [Fact]
    public void AReadingIsReadAsItWasWritten() =>
        HeapReading.Parse(new HeapReading(5_000_000_000, 3, 2, 1).ToText()).ShouldBe(new HeapReading(5_000_000_000, 3, 2, 1));

    [Fact]
    public void WhatIsNoReadingIsRefusedWithItsText() =>
        Should.Throw<FormatException>(() => HeapReading.Parse("1 2 3")).Message.ShouldContain("'1 2 3'");
}

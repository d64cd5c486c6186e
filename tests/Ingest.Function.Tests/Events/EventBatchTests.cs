namespace Ingest.Function.Tests.Events;

public sealed class EventBatchTests
{
    [Fact]
    public void OfEqualDeviceTimeAndIdTheLastIsKept()
    {
        using var batch = Batches.Decode($"[{Batches.Event("a", "1")},{Batches.Event("b", "1")},{Batches.Event("a", "1", ",\"n\":2")},{Batches.Event("a", "2")}]");

        batch.CollapseDuplicates();

        batch.Duplicates.ShouldBe(1);
        batch.Events.Select(e => e.Index).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void ManyDistinctEventsAreAllKept()
    {
        using var batch = Batches.OfCount(3_000, devices: 7);

        batch.CollapseDuplicates();

        batch.Duplicates.ShouldBe(0);
        batch.Events.Count.ShouldBe(3_000);
    }
}

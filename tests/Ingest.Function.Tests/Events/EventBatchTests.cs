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

    /// <summary>Also if others between them are dropped: X, B, X, D, D kept both X once.</summary>
    [Fact]
    public void WhicheverEventsAreEqualEachIsKeptOnce() => FsCheck.Check.QuickThrowOnFailure(FsCheck.Fluent.Prop.ForAll(
        FsCheck.Fluent.ArbMap.Default.ArbFor<byte[]>(),
        ids =>
        {
            if (ids.Length == 0) return true;
            using var batch = Batches.Decode($"[{string.Join(',', ids.Select(id => Batches.Event("a", $"{id % 4}")))}]");
            batch.CollapseDuplicates();
            var kept = batch.Events.Select(e => e.Index).ToArray();
            var last = ids.Select((id, index) => (Id: id % 4, index)).GroupBy(e => e.Id, e => e.index).Select(g => g.Max()).Order();
            return kept.SequenceEqual(last) && batch.Duplicates == ids.Length - kept.Length;
        }));
}

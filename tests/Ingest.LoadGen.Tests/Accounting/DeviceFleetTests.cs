namespace Ingest.LoadGen.Tests.Accounting;

public class DeviceFleetTests
{
    [Fact]
    public void AnIdNamesItsEventAndOnlyInItsOwnRun()
    {
        var fleet = new DeviceFleet(100, 1, Partition.Whole);
        var id = Encoding.ASCII.GetBytes(fleet.IdOf(987_654_321));

        fleet.TryParseId(id, out var sequence).ShouldBeTrue();
        sequence.ShouldBe(987_654_321);
        new DeviceFleet(100, 2, Partition.Whole).TryParseId(id, out _).ShouldBeFalse();
        fleet.TryParseId("00000001-0000000000x1"u8, out _).ShouldBeFalse();
        fleet.TryParseId("00000001"u8, out _).ShouldBeFalse();
    }

    [Fact]
    public void WrittenAndPrintedIdsAreTheSame()
    {
        var fleet = new DeviceFleet(100, int.MinValue, new Partition(1, 3));
        var buffer = new byte[DeviceFleet.IdLength];

        fleet.WriteId(77, buffer).ShouldBe(DeviceFleet.IdLength);
        Encoding.ASCII.GetString(buffer).ShouldBe(fleet.IdOf(77));
    }

    [Fact]
    public void PartitionsOfARunShareItsDevicesAndNoId()
    {
        var partitions = Enumerable.Range(0, 3).Select(index => new DeviceFleet(7, 5, new Partition(index, 3))).ToArray();
        var ids = partitions.SelectMany(p => Enumerable.Range(0, 1000).Select(s => p.IdOf(s))).ToArray();

        ids.Distinct().Count().ShouldBe(3000);
        foreach (var id in ids) partitions.Count(p => p.TryParseId(Encoding.ASCII.GetBytes(id), out _)).ShouldBe(1);
        partitions.ShouldAllBe(p => Enumerable.Range(0, 1000).Select(s => p.DeviceOf(s)).Distinct().Count() == 7);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace Ingest.Function.Tests.Sinks;

public sealed class DeviceGroupsTests
{
    [Fact]
    public void DevicesComeByTheirFirstEventAndEachsEventsAsTheyCame()
    {
        using var batch = Batches.Decode($"[{string.Join(',', "bababc".Select((device, i) => Batches.Event($"{device}", $"{i}")))}]");
        var order = new int[6];

        DeviceGroups.Order(batch, order);

        order.ShouldBe([0, 2, 4, 1, 3, 5]);
    }

    [Fact]
    public void EveryEventIsInTheOrderOnceAndTheOrderIsAStableGrouping() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>().Filter(devices => devices.Length > 0),
        devices =>
        {
            using var batch = Batches.Decode($"[{string.Join(',', devices.Select((device, i) => Batches.Event($"d{device % 7}", $"{i}")))}]");
            var order = new int[batch.Events.Count];
            DeviceGroups.Order(batch, order);
            return order.SequenceEqual(Enumerable.Range(0, devices.Length).GroupBy(i => devices[i] % 7).SelectMany(group => group));
        }));
}

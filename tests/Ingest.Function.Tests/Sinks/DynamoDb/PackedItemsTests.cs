using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Sinks.DynamoDb;

namespace Ingest.Function.Tests.Sinks.DynamoDb;

public sealed class PackedItemsTests
{
    private static readonly ItemSize Size = new(Expires: true);
    private readonly PackedItems _layout = new();

    [Fact]
    public void ADevicesEventsAreOneItemWhoseDataIsAnArrayOfThem()
    {
        using var batch = Batches.OfCount(30, devices: 3);

        var write = _layout.Prepare(batch, Size);

        write.Units.Count.ShouldBe(3);
        JsonNode.Parse(Data(write, 1))!.AsArray().Select(e => e!["id"]!.GetValue<string>())
            .ShouldBe(Enumerable.Range(0, 10).Select(i => $"id-{(3 * i) + 1}"));
        SortKey(write, 1).ShouldStartWith("2026-11-21T11:59:59.123Z#");
    }

    [Fact]
    public void AResendOfAllHasTheSameKeyAndAResendOfSomeAnother()
    {
        using var all = Batches.OfCount(3);
        using var again = Batches.OfCount(3);
        using var some = Batches.OfCount(1);

        var key = SortKey(_layout.Prepare(all, Size), 0);
        SortKey(_layout.Prepare(again, Size), 0).ShouldBe(key);
        SortKey(_layout.Prepare(some, Size), 0).ShouldNotBe(key);
    }

    [Fact]
    public void AnIdThatLooksLikeAnotherEventsKeyDoesNotTakeItsPlace()
    {
        using var two = Batches.Decode($"[{Batches.Event("d", "a")},{Batches.Event("d", "b")}]");
        using var one = Batches.Decode(Batches.Event("d", "a2026-11-21T11:59:59.123Z#b"));

        SortKey(_layout.Prepare(one, Size), 0).ShouldNotBe(SortKey(_layout.Prepare(two, Size), 0));
    }

    [Fact]
    public void NoItemIsLargerThanTheLimit()
    {
        using var batch = Batches.Decode($"[{string.Join(',', Enumerable.Range(0, 600).Select(i => Batches.Event("d", $"{i}", $",\"note\":\"{new string('x', 1_000)}\"")))}]");

        var write = _layout.Prepare(batch, Size);

        write.Units.Count.ShouldBe(2);
        write.Units.ShouldAllBe(u => u.Bytes <= 409_600);
        for (var unit = 0; unit < 2; unit++) Size.Of(1, SortKey(write, unit).Length, Data(write, unit).Length).ShouldBe(write.Units[unit].Bytes);
    }

    [Fact]
    public void NoItemSpansMoreThanAnHour()
    {
        string At(string time) => $$$"""{"deviceId":"d","time":"{{{time}}}","values":{"a":1}}""";
        using var batch = Batches.Decode($"[{At("2026-11-21T11:00:00Z")},{At("2026-11-21T10:30:00Z")},{At("2026-11-21T11:30:00Z")},{At("2026-11-21T11:31:00Z")}]");

        var write = _layout.Prepare(batch, Size);

        write.Units.Select(u => u.Count).ShouldBe([3, 1]);
        SortKey(write, 0).ShouldStartWith("2026-11-21T10:30:00.000Z#");
        SortKey(write, 1).ShouldStartWith("2026-11-21T11:31:00.000Z#");
    }

    /// <summary>In the order in which they came they made 200 items.</summary>
    [Fact]
    public void EventsThatAlternateBetweenNowAndTwoHoursAgoMakeTwoItems()
    {
        using var batch = Batches.Decode(Body(Enumerable.Range(0, 200).Select(i => At(i % 2 == 0 ? 0 : -120, $"{i}"))));

        var write = _layout.Prepare(batch, Size);

        write.Units.Select(u => u.Count).ShouldBe([100, 100]);
        Ids(write, 0).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{(2 * i) + 1}"));
        Ids(write, 1).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{2 * i}"));
    }

    [Fact]
    public void AnItemsEventsStandByTimeAndThoseOfOneTimeAsTheyCame()
    {
        using var batch = Batches.Decode(Body([At(0, "z"), At(-1, "later"), At(0, "a"), At(-2, "first")]));

        Ids(_layout.Prepare(batch, Size), 0).ShouldBe(["first", "later", "z", "a"]);
    }

    /// <summary>Whatever the order of a resend: the same items under the same keys, each within its limits, and all events in them once.</summary>
    [Fact]
    public void AResendInAnotherOrderOverwritesItsOwnItems() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>().Filter(minutes => minutes.Length > 0),
        ArbMap.Default.ArbFor<int>(),
        (minutes, seed) =>
        {
            var events = minutes.Select((minute, i) => At(-minute, $"{i}", device: $"d{i % 3}")).ToArray();
            var shuffled = events.ToArray();
            new Random(seed).Shuffle(shuffled);
            using var batch = Batches.Decode(Body(events));
            using var again = Batches.Decode(Body(shuffled));
            var (write, resend) = (_layout.Prepare(batch, Size), _layout.Prepare(again, Size));

            var spans = write.Units.Select(u => write.Event(u.First + u.Count - 1).TimeMs - write.Event(u.First).TimeMs);
            return Keys(write).Order().SequenceEqual(Keys(resend).Order())
                && spans.All(span => span is >= 0 and <= 3_600_000)
                && Enumerable.Range(0, events.Length).Select(write.EventAt).Order().SequenceEqual(Enumerable.Range(0, events.Length));
        }));

    /// <summary>Sorting compares n·log n times, in whatever order events come.</summary>
    [Fact]
    public void TenThousandEventsInReverseMakeAsFewItemsAsSorted()
    {
        using var batch = Batches.Decode(Body(Enumerable.Range(0, 10_000).Select(i => At(-(i % 240), $"{i}"))));

        _layout.Prepare(batch, Size).Units.Count.ShouldBeInRange(4, 12);
    }

    private static string At(int minutes, string id, string device = "d") =>
        $$$"""{"deviceId":"{{{device}}}","id":"{{{id}}}","time":"{{{Batches.Now.AddMinutes(minutes):yyyy-MM-ddTHH:mm:ssZ}}}","values":{"a":1}}""";

    private static string Body(IEnumerable<string> events) => $"[{string.Join(',', events)}]";

    private string[] Ids(SinkWrite write, int unit) => [.. JsonNode.Parse(Data(write, unit))!.AsArray().Select(e => e!["id"]!.GetValue<string>())];

    private string[] Keys(SinkWrite write) => [.. write.Units.Select((u, unit) => $"{write.Batch.StringOf(write.Event(u.First).DeviceId)} {SortKey(write, unit)}")];

    private string Data(SinkWrite write, int unit)
    {
        var data = new byte[_layout.DataLength(write, write.Units[unit])];
        _layout.WriteData(write, write.Units[unit], data);
        return Encoding.UTF8.GetString(data);
    }

    private string SortKey(SinkWrite write, int unit)
    {
        var key = new byte[_layout.SortKeyLength(write, write.Units[unit])];
        _layout.WriteSortKey(write, write.Units[unit], key);
        return Encoding.UTF8.GetString(key);
    }
}

using System.Text.Json;

namespace Ingest.LoadGen.Tests.Formats;

public class EventWriterTests
{
    private static readonly byte[] Time = Encoding.ASCII.GetBytes("2026-11-21T00:00:00.123Z");

    private static string Write(EventWriter writer, long sequence)
    {
        var buffer = new byte[writer.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, writer.Write(sequence, Time, buffer));
    }

    [Fact]
    public void EventsKeepTheRulesOfTheNativeFormat()
    {
        var writer = new EventWriter(new DeviceFleet(1_000_000, -1, Partition.Whole));

        foreach (var sequence in new long[] { 0, 1, 999_999, 123_456_789_012, 700_000_000_000 })
        {
            var e = JsonDocument.Parse(Write(writer, sequence)).RootElement;

            e.GetProperty("deviceId").GetString()!.ShouldMatch("^[A-Za-z0-9._:-]{1,128}$");
            e.GetProperty("id").GetString()!.Length.ShouldBeInRange(1, 64);
            e.GetProperty("time").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 11, 21, 0, 0, 0, 123, TimeSpan.Zero));
            var values = e.GetProperty("values");
            values.GetProperty("temperature").GetDouble().ShouldBeInRange(20, 35);
            values.GetProperty("battery").GetDouble().ShouldBeInRange(10, 100);
            values.GetProperty("state").GetString().ShouldBeOneOf("ok", "degraded", "fault");
            values.GetProperty("on").ValueKind.ShouldBeOneOf(JsonValueKind.True, JsonValueKind.False);
            e.GetProperty("tags").GetProperty("site").GetString()!.Length.ShouldBe(1);
        }
    }

    [Fact]
    public void TheSameEventOfTheSameSeedHasTheSameBytes()
    {
        Write(new EventWriter(new DeviceFleet(100, 42, Partition.Whole)), 1234).ShouldBe(Write(new EventWriter(new DeviceFleet(100, 42, Partition.Whole)), 1234));
        Write(new EventWriter(new DeviceFleet(100, 42, Partition.Whole)), 1234).ShouldNotBe(Write(new EventWriter(new DeviceFleet(100, 43, Partition.Whole)), 1234));
    }

    [Fact]
    public void ADevicesTemperatureMovesInSmallSteps()
    {
        var writer = new EventWriter(new DeviceFleet(10, 7, Partition.Whole));
        var walk = Enumerable.Range(0, 500)
            .Select(tick => JsonDocument.Parse(Write(writer, tick * 10L + 3)).RootElement.GetProperty("values").GetProperty("temperature").GetDouble()).ToArray();

        walk.Zip(walk.Skip(1), (a, b) => Math.Abs(b - a)).Max().ShouldBeLessThan(2);
        (walk.Max() - walk.Min()).ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(5000)]
    public void PaddingMakesEventsLargerAndKeepsThemWellFormed(int padding)
    {
        var fleet = new DeviceFleet(10, 7, Partition.Whole);
        var plain = Write(new EventWriter(fleet), 5).Length;

        var padded = Write(new EventWriter(fleet, padding), 5);

        JsonDocument.Parse(padded).RootElement.GetProperty("deviceId").GetString().ShouldBe("dev-000005");
        padded.Length.ShouldBe(padding < 9 ? plain : plain + padding);
    }

    [Fact]
    public void AnInvalidEventHasItsIdAndNoValues()
    {
        var fleet = new DeviceFleet(10, 7, Partition.Whole);
        var buffer = new byte[512];
        var e = JsonDocument.Parse(buffer.AsMemory(0, new EventWriter(fleet).WriteInvalid(5, Time, buffer))).RootElement;

        e.GetProperty("id").GetString().ShouldBe(fleet.IdOf(5));
        e.GetProperty("values").EnumerateObject().ShouldBeEmpty();
    }
}

namespace Ingest.LoadGen.Tests.Verification;

public sealed class AggregatedRecordTests
{
    private static readonly string[] Records = ["one", "", "three"];

    [Fact]
    public async Task EventsInAggregatesAreFoundAndCountedOnceEach()
    {
        var fleet = new DeviceFleet(10, 7, Partition.Whole);
        await using var sinks = await LocalSinks.StartAsync();
        await sinks.PutAsync(Enumerable.Range(0, 20).Select(n => ($"dev-{n}", KinesisAggregate.Of([.. Enumerable.Range(n * 5, 5).Select(Event)]))));
        await sinks.PutAsync([("dev-1", Encoding.UTF8.GetBytes(Event(100))), ("dev-2", KinesisAggregate.Of([Event(0), Event(101)])), ("dev-3", KinesisAggregate.Of(Records))]);

        var reading = await new KinesisStreamReader(sinks.Kinesis, LocalSinks.Name, fleet, sinks.Time).ReadAsync(sinks.Time.GetUtcNow(), paced: false, _ => { }, CancellationToken.None);

        (reading.Events, reading.Entries, reading.Duplicates, reading.Foreign).ShouldBe((102, 22, 1, 1));

        string Event(int number) => $$"""{"id":"{{fleet.IdOf(number)}}"}""" + "\n";
    }
}

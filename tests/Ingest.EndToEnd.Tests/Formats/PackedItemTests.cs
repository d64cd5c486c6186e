using Amazon.DynamoDBv2;
using Xunit.Abstractions;

namespace Ingest.EndToEnd.Tests.Formats;

/// <summary>DYNAMODB_LAYOUT=packed as the compiled function writes it, read back by the documented query.</summary>
[Collection(nameof(AllSinks))]
public sealed class PackedItemTests(AllSinks all, ITestOutputHelper output)
{
    private static readonly string[] Devices = ["a", "b", "c"];

    [Theory]
    [InlineData(SinkKind.LocalCloud)]
    [InlineData(SinkKind.Emulators)]
    public async Task TheQueryFindsExactlyTheEventsOfARange(SinkKind sinks)
    {
        await using var ingest = await all.DeployAsync(sinks, Hosting.Native, ("DYNAMODB_LAYOUT", "packed"));
        var (random, start) = (new Random(11), Telemetry.Now() - TimeSpan.FromHours(6));
        var sent = Enumerable.Range(0, 400).Select(i => Sent(random, start, i)).ToArray();
        // Several POSTs, then resends of parts of them that overlap one another.
        foreach (var post in sent.Chunk(80)) (await ingest.PostAsync(post.Select(e => e.Json))).Outcome.ShouldBe("accepted");
        for (var n = 0; n < 8; n++)
        {
            var first = random.Next(350);
            (await ingest.PostAsync(sent.Skip(first).Take(50).Where(_ => random.Next(3) > 0).Select(e => e.Json))).Outcome.ShouldBe("accepted");
        }

        for (var n = 0; n < 40; n++)
        {
            // Half of them begin or end at the very time of an event.
            var from = n % 2 == 0 ? sent[random.Next(400)].Time : start + TimeSpan.FromSeconds(random.Next(5 * 3_600));
            var to = n % 4 < 2 ? from + TimeSpan.FromSeconds(random.Next(1, 7_200)) : sent.Select(e => e.Time).Where(t => t > from).DefaultIfEmpty(from).Min();
            foreach (var device in Devices)
                (await StoredEvents.QueryAsync(ingest, device, from, to)).ShouldBe(Expected(sent, device, from, to), $"{device}: {from:O} to {to:O}");
        }
        (await ingest.ItemsAsync()).Count.ShouldBeLessThan(400);
    }

    [Theory]
    [InlineData(SinkKind.LocalCloud)]
    [InlineData(SinkKind.Emulators)]
    public async Task AnItemThatWouldExceed400KilobytesIsSplit(SinkKind sinks)
    {
        await using var ingest = await all.DeployAsync(sinks, Hosting.Native, ("DYNAMODB_LAYOUT", "packed"));
        var at = Telemetry.Now();
        var events = Enumerable.Range(0, 900).Select(i => SampleEvents.Sized("dev", $"{i:D3}", at, 1_000 + (i % 7))).ToArray();

        (await ingest.PostAsync(events)).Text.ShouldBe("""{"received":900,"accepted":900,"duplicates":0}""");

        (await ingest.ItemsAsync()).Count.ShouldBe(3);
        (await StoredEvents.QueryAsync(ingest, "dev")).Select(e => e.Json).ShouldBe(events);
    }

    [Theory]
    [InlineData(SinkKind.LocalCloud)]
    [InlineData(SinkKind.Emulators)]
    public async Task TenSmallEventsOfADeviceCostAThirdOfTheWriteUnits(SinkKind sinks)
    {
        var at = Telemetry.Now();
        var body = Enumerable.Range(0, 100).Select(i => SampleEvents.Sized($"dev-{i % 10:D4}", $"{i:D12}", at, 200)).ToArray();
        var (items, units) = (new List<int>(), new List<double>());
        foreach (var layout in new[] { "event", "packed" })
        {
            await using var ingest = await all.DeployAsync(sinks, Hosting.Native, ("DYNAMODB_LAYOUT", layout));
            (await ingest.PostAsync(body)).Outcome.ShouldBe("accepted");
            var stored = await ingest.ItemsAsync();
            items.Add(stored.Count);
            units.Add(await WriteUnitsAsync(ingest, stored));
        }

        output.WriteLine($"{sinks}: items {items[0]} → {items[1]}, ÷ {(double)items[0] / items[1]:F1}; write units {units[0]} → {units[1]}, ÷ {units[0] / units[1]:F1}");
        (units[0] / units[1]).ShouldBeGreaterThanOrEqualTo(3);
    }

    /// <summary>What the sink bills for just these items: written once more, where none is replaced.</summary>
    private static async Task<double> WriteUnitsAsync(Deployment ingest, IEnumerable<Dictionary<string, AttributeValue>> items)
    {
        var table = $"{ingest.Name}-again";
        await ingest.Sinks.CreateTableAsync(table);
        var units = 0.0;
        foreach (var batch in items.Chunk(25))
        {
            var response = await ingest.Sinks.Reader.DynamoDb.BatchWriteItemAsync(new BatchWriteItemRequest
            {
                RequestItems = new() { [table] = [.. batch.Select(item => new WriteRequest(new PutRequest(item)))] },
                ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
            });
            response.UnprocessedItems.ShouldBeEmpty();
            units += response.ConsumedCapacity.ShouldHaveSingleItem().CapacityUnits!.Value;
        }
        await ingest.Sinks.Reader.DynamoDb.DeleteTableAsync(table);
        return units;
    }

    private static List<StoredEvent> Expected(IEnumerable<SentEvent> sent, string device, DateTimeOffset from, DateTimeOffset to) =>
        [.. sent.Where(e => e.Device == device && from <= e.Time && e.Time < to).OrderBy(e => e.Time).ThenBy(e => e.Id, StringComparer.Ordinal).Select(e => new StoredEvent(e.Time, e.Id, e.Json))];

    /// <summary>Times in all their forms, some equal, out of order and further apart than an item may span.</summary>
    private static SentEvent Sent(Random random, DateTimeOffset start, int number)
    {
        var (device, time) = (Devices[random.Next(3)], start + TimeSpan.FromSeconds(random.Next(5 * 3_600 / 10) * 10));
        var text = (number % 3) switch
        {
            0 => $"\"{SampleEvents.Time(time)}\"",
            1 => $"{time.ToUnixTimeMilliseconds()}",
            _ => $"\"{time.ToOffset(TimeSpan.FromHours(-5)):yyyy-MM-ddTHH:mm:ss.fffzzz}\"",
        };
        return new SentEvent(device, time, $"{number}", $$$"""{"deviceId":"{{{device}}}","id":"{{{number}}}","time":{{{text}}},"values":{"n":{{{number}}}}}""");
    }

    private sealed record SentEvent(string Device, DateTimeOffset Time, string Id, string Json);
}

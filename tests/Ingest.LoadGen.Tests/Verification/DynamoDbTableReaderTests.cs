namespace Ingest.LoadGen.Tests.Verification;

public sealed class DynamoDbTableReaderTests : IAsyncLifetime
{
    private const string Time = "2026-11-21T00:00:00.000Z";
    private readonly DeviceFleet _fleet = new(10, 7, Partition.Whole);
    private LocalSinks _sinks = null!;

    public async Task InitializeAsync() => _sinks = await LocalSinks.StartAsync();

    public Task DisposeAsync() => _sinks.DisposeAsync().AsTask();

    [Fact]
    public async Task EventsAreFoundInEverySegmentAndWhatIsMissingIsNamed()
    {
        var ledger = new EventLedger();
        ledger.Take(500);
        for (var sequence = 0; sequence < 500; sequence++) ledger.Acknowledge(sequence, firstTry: true);
        await _sinks.StoreAsync(Enumerable.Range(0, 500).Where(n => n is not (42 or 43)).Select(n => Single(n)));
        await _sinks.StoreAsync([("dev-1", $"{Time}#someone-else", "{}"), ("dev-2", "no key of ours", "{}")]);

        var reading = await ReadAsync();

        (reading.Events, reading.Entries, reading.Duplicates, reading.Foreign).ShouldBe((498, 498, 0, 2));
        Conservation.Check(ledger, _fleet, [reading], 0, null).Sinks.Single().FirstMissing.ShouldBe([_fleet.IdOf(42), _fleet.IdOf(43)]);
    }

    [Fact]
    public async Task PagesOfAMegabyteAreReadToTheEnd()
    {
        await _sinks.StoreAsync(Enumerable.Range(0, 40).Select(n => Single(n, new string('x', 300_000))));

        (await ReadAsync()).Events.ShouldBe(40);
        // 12 MB in four segments.
        _sinks.Calls("Scan").ShouldBeGreaterThanOrEqualTo(9);
    }

    [Fact]
    public async Task AThrottledReadIsRepeated()
    {
        await _sinks.StoreAsync(Enumerable.Range(0, 50).Select(n => Single(n)));
        _sinks.Inject("dynamodb:error:code=ProvisionedThroughputExceededException,operation=Scan,first=9");

        var reading = await ReadAsync();

        (reading.Events, reading.Duplicates).ShouldBe((50, 0));
    }

    [Fact]
    public async Task PackedItemsAreTakenApartAlsoWhereOthersAreNotPacked()
    {
        await _sinks.StoreAsync(Enumerable.Range(0, 60).Select(n => Single(n)));
        await _sinks.StoreAsync(Enumerable.Range(6, 40).Select(n => Packed(Enumerable.Range(n * 10, 10))));
        await _sinks.StoreAsync([("dev-1", $"{Time}#{new string('f', 32)}", """[{"id":"another's"},"""), ("dev-2", $"{Time}#{new string('e', 32)}", """{"id":"derived"}""")]);

        var reading = await ReadAsync();

        (reading.Events, reading.Entries, reading.Duplicates, reading.Foreign).ShouldBe((460, 100, 0, 2));
        (reading.Holds(0), reading.Holds(459), reading.Holds(460)).ShouldBe((true, true, false));
    }

    [Fact]
    public async Task AnEventInTwoPackedItemsIsADuplicate()
    {
        await _sinks.StoreAsync([Packed([1, 2, 3]), Packed([2, 3])]);

        var reading = await ReadAsync();

        (reading.Events, reading.Entries, reading.Duplicates).ShouldBe((3, 2, 2));
    }

    [Fact]
    public async Task PackedItemsAreReadBeyondTheirFirstPage()
    {
        var filler = new string('x', 100_000);
        await _sinks.StoreAsync(Enumerable.Range(0, 60).Select(n => Packed([n * 2, (n * 2) + 1], filler)));

        var reading = await ReadAsync();

        (reading.Events, reading.Entries, reading.Duplicates).ShouldBe((120, 60, 0));
    }

    private (string Device, string SortKey, string Data) Single(int number, string filler = "") => ($"dev-{number}", $"{Time}#{_fleet.IdOf(number)}", $$"""{"pad":"{{filler}}"}""");

    private (string Device, string SortKey, string Data) Packed(IEnumerable<int> numbers, string filler = "")
    {
        var events = numbers.Select(n => $$$"""{"deviceId":"dev","values":{"id":1,"s":"{{{filler}}}"},"id":"{{{_fleet.IdOf(n)}}}","time":"{{{Time}}}"}""").ToArray();
        var data = $"[{string.Join(',', events)}]";
        return ($"dev-{numbers.First() % 16}", $"{Time}#{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(data)))[..32]}", data);
    }

    private Task<SinkReading> ReadAsync() => new DynamoDbTableReader(_sinks.DynamoDb, LocalSinks.Name, _fleet, _sinks.ReaderTime).ReadAsync(_ => { }, CancellationToken.None);
}

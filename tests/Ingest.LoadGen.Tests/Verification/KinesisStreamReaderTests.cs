using Amazon.Kinesis.Model;

namespace Ingest.LoadGen.Tests.Verification;

public sealed class KinesisStreamReaderTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly DeviceFleet _fleet = new(10, 7, Partition.Whole);
    private LocalSinks _sinks = null!;

    public async Task InitializeAsync() => _sinks = await LocalSinks.StartAsync();

    public Task DisposeAsync() => _sinks.DisposeAsync().AsTask();

    [Fact]
    public async Task EventsAreFoundInEveryShardAndWhatIsMissingIsNamed()
    {
        var ledger = Acknowledged(1_000);
        await PutAsync(Enumerable.Range(0, 1_000).Where(n => n is not (3 or 500 or 999)));
        await _sinks.PutAsync(("dev-1", "no JSON"), ("dev-2", """{"id":"someone else's"}"""), ("dev-3", """{"noId":1}"""));

        var reading = await ReadAsync(_sinks.Time.GetUtcNow());

        _sinks.Stream.Shards.ShouldAllBe(s => s.Log.Count > 0);
        (reading.Events, reading.Entries, reading.Duplicates, reading.Foreign).ShouldBe((997, 997, 0, 3));
        Conservation.Check(ledger, _fleet, [reading], 0, null).Sinks.Single().FirstMissing.ShouldBe([_fleet.IdOf(3), _fleet.IdOf(500), _fleet.IdOf(999)]);
    }

    [Fact]
    public async Task ReadingBeginsAMinuteBeforeTheRunAndNoEarlier()
    {
        await PutAsync([1]);
        _sinks.Time.Advance(Minute);
        await PutAsync([2]);
        _sinks.Time.Advance(Minute / 2);

        var reading = await ReadAsync(_sinks.Time.GetUtcNow());

        (reading.Holds(1), reading.Holds(2), reading.Events).ShouldBe((false, true, 1));
    }

    [Fact]
    public async Task AResendThatWasStoredTwiceIsADuplicate()
    {
        await PutAsync([1, 2, 3]);
        await PutAsync([2, 3]);
        await PutAsync([3]);

        var reading = await ReadAsync(_sinks.Time.GetUtcNow());

        (reading.Events, reading.Entries, reading.Duplicates).ShouldBe((3, 6, 3));
    }

    [Fact]
    public async Task ShardsThatAReshardClosedAreReadLikeThoseItOpened()
    {
        await PutAsync(Enumerable.Range(0, 100));
        foreach (var shard in _sinks.Stream.Shards.ToArray()) _sinks.Stream.Reshard(shard, null, shard.FirstHash + ((shard.LastHash - shard.FirstHash) / 2));
        await PutAsync(Enumerable.Range(100, 100));
        var open = _sinks.Stream.Shards.Where(s => s.IsOpen).OrderBy(s => s.FirstHash).ToArray();
        _sinks.Stream.Reshard(open[0], open[1], null);
        await PutAsync(Enumerable.Range(200, 100));

        var reading = await ReadAsync(_sinks.Time.GetUtcNow());

        _sinks.Stream.Shards.Count.ShouldBe(13);
        (reading.Events, reading.Duplicates).ShouldBe((300, 0));
    }

    [Fact]
    public async Task PagesAreReadToTheEndOfAShard()
    {
        // A page holds 10 MB.
        var filler = new string('x', 1_000_000);
        foreach (var call in Enumerable.Range(0, 24).Chunk(8)) await _sinks.PutAsync([.. call.Select(n => ("dev", $$"""{"id":"{{_fleet.IdOf(n)}}","pad":"{{filler}}"}"""))]);

        (await ReadAsync(_sinks.Time.GetUtcNow())).Events.ShouldBe(24);
        _sinks.Calls("GetRecords").ShouldBeGreaterThan(4 + 2);
    }

    [Theory]
    [InlineData("ListShards")]
    [InlineData("GetShardIterator")]
    [InlineData("GetRecords")]
    public async Task AThrottledReadIsRepeated(string operation)
    {
        await PutAsync(Enumerable.Range(0, 50));
        _sinks.Inject($"kinesis:error:code={(operation == "ListShards" ? "LimitExceededException" : "ProvisionedThroughputExceededException")},operation={operation},first=9");

        var reading = await ReadAsync(_sinks.Time.GetUtcNow());

        (reading.Events, reading.Duplicates).ShouldBe((50, 0));
    }

    [Fact]
    public async Task AThrottleWithoutAnEndIsReportedAfterTwoMinutes()
    {
        await PutAsync([1]);
        _sinks.Inject("kinesis:error:code=ProvisionedThroughputExceededException,operation=GetRecords");
        var began = _sinks.Time.GetUtcNow();

        await Should.ThrowAsync<ProvisionedThroughputExceededException>(() => ReadAsync(began));

        (_sinks.Time.GetUtcNow() - began).ShouldBeInRange(2 * Minute, 3 * Minute);
    }

    [Fact]
    public async Task AStreamThatOthersKeepWritingIsReadToWhereItWas()
    {
        await PutAsync(Enumerable.Range(0, 10));
        var pages = 0;

        var reading = await new KinesisStreamReader(_sinks.Kinesis, LocalSinks.Name, _fleet, _sinks.ReaderTime).ReadAsync(_sinks.Time.GetUtcNow(), paced: false, _ =>
        {
            if (++pages > 100) throw new InvalidOperationException("The reading does not end.");
            _sinks.Time.Advance(Minute / 4);
            _sinks.PutAsync([.. Enumerable.Range(0, 40).Select(n => ($"other-{n}", "{}"))]).GetAwaiter().GetResult();
        }, CancellationToken.None);

        (reading.Events, reading.Foreign > 0).ShouldBe((10, true));
    }

    private EventLedger Acknowledged(int count)
    {
        var ledger = new EventLedger();
        ledger.Take(count);
        for (var sequence = 0; sequence < count; sequence++) ledger.Acknowledge(sequence, firstTry: true);
        return ledger;
    }

    private Task PutAsync(IEnumerable<int> events) =>
        _sinks.PutAsync([.. events.Select(n => ($"dev-{n}", $$$"""{"receivedAt":"now","id":"{{{_fleet.IdOf(n)}}}","deviceId":"dev-{{{n}}}","values":{"id":1}}""" + "\n"))]);

    private Task<SinkReading> ReadAsync(DateTimeOffset started) =>
        new KinesisStreamReader(_sinks.Kinesis, LocalSinks.Name, _fleet, _sinks.ReaderTime).ReadAsync(started, paced: false, _ => { }, CancellationToken.None);
}

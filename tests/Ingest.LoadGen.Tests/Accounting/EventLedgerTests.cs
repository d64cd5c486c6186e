namespace Ingest.LoadGen.Tests.Accounting;

public class EventLedgerTests
{
    [Fact]
    public void TheEventsFromASequenceOnAreCountedAlone()
    {
        var ledger = new EventLedger();
        ledger.Take(6);
        foreach (var sequence in (long[])[0, 1, 3, 4]) ledger.Acknowledge(sequence, firstTry: sequence != 4);
        ledger.Reject(5);

        var measured = ledger.Count(from: 2);

        (measured.Sent, measured.Acknowledged, measured.Rejected, measured.Failed, measured.AcknowledgedAtFirstTry).ShouldBe((4, 2, 1, 1, 1));
    }

    [Fact]
    public void EveryEventEndsInOneState()
    {
        var ledger = new EventLedger();
        ledger.Take(10).ShouldBe(0);
        ledger.Take(5).ShouldBe(10);
        for (var sequence = 0; sequence < 9; sequence++) ledger.Acknowledge(sequence, firstTry: sequence < 6);
        ledger.Acknowledge(0, firstTry: false);
        ledger.MarkInvalid(9);
        ledger.Reject(9);

        var counts = ledger.Count();

        (counts.Sent, counts.Acknowledged, counts.Rejected, counts.Failed, counts.AcknowledgedAtFirstTry).ShouldBe((15, 9, 1, 5, 6));
        (counts.Contradictions, counts.InvalidAcknowledged, counts.ValidRejected).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task ConcurrentResponsesLoseNothing()
    {
        const int each = 200_000;
        var ledger = new EventLedger();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) ledger.Acknowledge(ledger.Take(1), firstTry: true);
        })));

        ledger.Count().Acknowledged.ShouldBe(4 * each);
    }

    [Fact]
    public void WhatIsMissingIsNamedByIdAndFailsTheRun()
    {
        var (ledger, fleet) = (new EventLedger(), new DeviceFleet(10, 9, Partition.Whole));
        ledger.Take(100);
        for (var sequence = 0; sequence < 90; sequence++) ledger.Acknowledge(sequence, true);
        var reading = new SinkReading("Kinesis");
        for (var sequence = 0; sequence < 92; sequence++)
            if (sequence is not (17 or 55)) reading.Find(sequence);
        reading.Find(3);
        reading.SkipForeign();

        var conservation = Conservation.Check(ledger, fleet, [reading], 0, null);

        var sink = conservation.Sinks.Single();
        (sink.Entries, sink.Events, sink.Duplicates, sink.Foreign, sink.Missing, sink.Unacknowledged).ShouldBe((91, 90, 1, 1, 2, 2));
        sink.FirstMissing.ShouldBe([fleet.IdOf(17), fleet.IdOf(55)]);
        conservation.Holds.ShouldBeFalse();
        conservation.ToString().ShouldBe("sent 100 = acknowledged 90 + rejected 0 + failed 10");
    }

    [Fact]
    public void StoredRejectionsAndContradictionsFailTheRun()
    {
        var (ledger, fleet) = (new EventLedger(), new DeviceFleet(10, 9, Partition.Whole));
        ledger.Take(3);
        ledger.Reject(0);
        ledger.MarkInvalid(1);
        ledger.Acknowledge(1, true);
        ledger.Acknowledge(2, true);
        ledger.Reject(2);
        var reading = new SinkReading("DynamoDB");
        for (var sequence = 0; sequence < 3; sequence++) reading.Find(sequence);

        var problems = string.Join('\n', Conservation.Check(ledger, fleet, [reading], 1, "a lie").Problems);

        problems.ShouldContain("1 events were acknowledged and rejected");
        problems.ShouldContain("1 invalid events were acknowledged");
        problems.ShouldContain("2 valid events were rejected");
        problems.ShouldContain("1 rejected events are stored");
        problems.ShouldContain("a lie");
    }
}

using Ingest.Shared;

namespace Ingest.LocalCloud.Tests.Console;

public sealed class AggregatedRecordTests
{
    private static readonly string[] Records = ["one", "", "three"];

    [Fact]
    public void UserRecordsComeOutAsTheyWentIn() =>
        AggregatedRecord.UserRecords(KinesisAggregate.Of(Records)).Select(r => Encoding.UTF8.GetString(r.Span)).ShouldBe(Records);

    [Fact]
    public void WhatIsNoAggregateIsItsOwnRecord()
    {
        var (damaged, plain) = (KinesisAggregate.Of(Records), Encoding.UTF8.GetBytes("""{"id":"1"}"""));
        damaged[^1] ^= 1;
        // The checksum is right, and the message is none.
        var nonsense = KinesisAggregate.Framed([0x1A, 0x7F]);

        foreach (var data in (byte[][])[damaged, plain, nonsense, [], damaged[..10]])
            AggregatedRecord.UserRecords(data).Single().ToArray().ShouldBe(data);
    }
}

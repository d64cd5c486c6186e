using System.Security.Cryptography;
using Google.Protobuf;

namespace Ingest.LoadGen.Tests.Verification;

public sealed class AggregatedRecordTests
{
    private static readonly string[] Records = ["one", "", "three"];

    [Fact]
    public void UserRecordsComeOutAsTheyWentIn() =>
        AggregatedRecord.UserRecords(Aggregate(Records)).Select(r => Encoding.UTF8.GetString(r.Span)).ShouldBe(Records);

    [Fact]
    public void WhatIsNoAggregateIsItsOwnRecord()
    {
        var (damaged, plain) = (Aggregate(Records), Encoding.UTF8.GetBytes("""{"id":"1"}"""));
        damaged[^1] ^= 1;
        // The checksum is right, and the message is none.
        var nonsense = Framed([0x1A, 0x7F]);

        foreach (var data in (byte[][])[damaged, plain, nonsense, [], damaged[..10]])
            AggregatedRecord.UserRecords(data).Single().ToArray().ShouldBe(data);
    }

    [Fact]
    public async Task EventsInAggregatesAreFoundAndCountedOnceEach()
    {
        var fleet = new DeviceFleet(10, 7, Partition.Whole);
        await using var sinks = await LocalSinks.StartAsync();
        await sinks.PutAsync(Enumerable.Range(0, 20).Select(n => ($"dev-{n}", Aggregate([.. Enumerable.Range(n * 5, 5).Select(Event)]))));
        await sinks.PutAsync([("dev-1", Encoding.UTF8.GetBytes(Event(100))), ("dev-2", Aggregate([Event(0), Event(101)])), ("dev-3", Aggregate(Records))]);

        var reading = await new KinesisStreamReader(sinks.Kinesis, LocalSinks.Name, fleet, sinks.Time).ReadAsync(sinks.Time.GetUtcNow(), paced: false, _ => { }, CancellationToken.None);

        (reading.Events, reading.Entries, reading.Duplicates, reading.Foreign).ShouldBe((102, 22, 1, 1));

        string Event(int number) => $$"""{"id":"{{fleet.IdOf(number)}}"}""" + "\n";
    }

    /// <summary>As aggregation-format.md has it, with members that a reader must step over.</summary>
    private static byte[] Aggregate(IEnumerable<string> records)
    {
        using var message = new MemoryStream();
        using var output = new CodedOutputStream(message, leaveOpen: true);
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteString("dev");
        output.WriteTag(2, WireFormat.WireType.LengthDelimited);
        output.WriteString("12345");
        foreach (var record in records)
        {
            using var part = new MemoryStream();
            using var inner = new CodedOutputStream(part, leaveOpen: true);
            inner.WriteTag(1, WireFormat.WireType.Varint);
            inner.WriteUInt64(0);
            inner.WriteTag(2, WireFormat.WireType.Varint);
            inner.WriteUInt64(0);
            inner.WriteTag(3, WireFormat.WireType.LengthDelimited);
            inner.WriteString(record);
            inner.Flush();
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(part.ToArray()));
        }
        output.Flush();
        return Framed(message.ToArray());
    }

#pragma warning disable CA5351 // The format ends in an MD5 checksum.
    private static byte[] Framed(byte[] message) => [0xF3, 0x89, 0x9A, 0xC2, .. message, .. MD5.HashData(message)];
#pragma warning restore CA5351
}

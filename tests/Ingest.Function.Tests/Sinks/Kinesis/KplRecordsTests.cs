using System.Text;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Tests.Sinks.Kinesis;

public sealed class KplRecordsTests
{
    private readonly KplRecords _format = new();

    /// <summary>
    /// Two events of dev-1, laid out by hand from aggregation-format.md: F3 89 9A C2, the message (1: partition keys, 2: explicit
    /// hash keys, 3: records of key index 0, hash key index 0, data), and the MD5 of the message.
    /// </summary>
    [Fact]
    public void TheBytesAreThoseOfTheSpecification()
    {
        using var batch = Batches.Decode($"[{Batches.Event("dev-1", "id-0")},{Batches.Event("dev-1", "id-1")}]");
        var write = _format.Prepare(batch);

        Data(write, 0).ShouldBe(Convert.FromHexString(
            "f3899ac20a056465762d31122633353134303631343038363033323837353030363135303535383032323631373330363137371ac301080010001abc"
            + "017b2272656365697665644174223a22323032362d31312d32315431323a30303a30302e3030305a222c22726571756573744964223a223866386639"
            + "6331652d303030302d303030302d303030302d303030303030303030303030222c226465766963654964223a226465762d31222c226964223a226964"
            + "2d30222c2274696d65223a22323032362d31312d32315431313a35393a35392e3132335a222c2276616c756573223a7b2274656d7065726174757265"
            + "223a32312e357d7d0a1ac301080010001abc017b2272656365697665644174223a22323032362d31312d32315431323a30303a30302e3030305a222c"
            + "22726571756573744964223a2238663866396331652d303030302d303030302d303030302d303030303030303030303030222c226465766963654964"
            + "223a226465762d31222c226964223a2269642d31222c2274696d65223a22323032362d31312d32315431313a35393a35392e3132335a222c2276616c"
            + "756573223a7b2274656d7065726174757265223a32312e357d7d0aa34628b214a01f1a325524aedf62b34b"));
        HashKey(write).ShouldBe("35140614086032875006150558022617306177");
    }

    [Fact]
    public void OnlyADevicesOwnEventsShareARecordAndKeepTheirOrder()
    {
        using var batch = Batches.OfCount(100, devices: 10);

        var write = _format.Prepare(batch);

        write.Units.Count.ShouldBe(10);
        foreach (var unit in write.Units)
        {
            var events = Enumerable.Range(unit.First, unit.Count).Select(write.Event).ToArray();
            events.Select(e => batch.StringOf(e.DeviceId)).Distinct().Count().ShouldBe(1);
            events.Select(e => e.Index).ShouldBeInOrder();
        }
        Enumerable.Range(0, 100).Select(write.EventAt).Order().ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void ADevicesSingleEventStaysAPlainRecord()
    {
        using var batch = Batches.OfCount(1);
        var (plain, write) = (new PlainRecords().Prepare(batch), _format.Prepare(batch));

        write.Units.ShouldBe(plain.Units);
        HashKey(write).ShouldBeEmpty();
        Data(write, 0).ShouldAllBe(b => b != 0xF3);
    }

    [Fact]
    public void ALongRunOfEventsIsSplitBelowTheLimit()
    {
        using var batch = Batches.OfCount(2_000, devices: 1);

        var write = _format.Prepare(batch);

        write.Units.Count.ShouldBeGreaterThan(5);
        write.Units.ShouldAllBe(u => u.Bytes <= 51_200);
        write.Units.Sum(u => u.Count).ShouldBe(2_000);
        for (var unit = 0; unit < write.Units.Count; unit++) Data(write, unit)[^16..].ShouldBe(Digest(Data(write, unit)));
    }

    /// <summary>Exactly as many bytes as the unit says, so that a size computed wrongly throws.</summary>
    private byte[] Data(SinkWrite write, int unit)
    {
        var data = new byte[write.Units[unit].Bytes - write.Event(write.Units[unit].First).DeviceId.Length];
        _format.Write(write, write.Units[unit], data);
        return data;
    }

    private static byte[] Digest(byte[] aggregate) => System.Security.Cryptography.MD5.HashData(aggregate.AsSpan(4..^16));

    private string HashKey(SinkWrite write)
    {
        Span<byte> digits = stackalloc byte[KinesisLimits.HashKeyDigits];
        return Encoding.ASCII.GetString(digits[.._format.WriteExplicitHashKey(write, write.Units[0], digits)]);
    }
}

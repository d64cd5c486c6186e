using BenchmarkDotNet.Attributes;
using Ingest.Function.Events;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Perf.Micro;

/// <summary>A batch of events of 10 devices, and room for what is made of it.</summary>
public abstract class PackBenchmarks
{
    private protected readonly byte[] _destination = new byte[1024 * 1024];
    private protected EventBatch _batch = null!;

    [Params(10, 100, 500)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Prepare() => _batch = MicroSamples.Decode(MicroSamples.Body(Events));
}

/// <summary>Valid events, from a batch of 10 devices to the bytes of records.</summary>
public class PackStreamBenchmarks : PackBenchmarks
{
    private readonly PlainRecords _record = new();
    private readonly KplRecords _kpl = new();

    [Benchmark(Baseline = true, Description = "record")]
    public int Record() => Pack(_record);

    [Benchmark(Description = "kpl")]
    public int Kpl() => Pack(_kpl);

    private int Pack(IRecordFormat format)
    {
        var write = format.Prepare(_batch);
        foreach (var unit in write.Units) format.Write(write, unit, _destination.AsSpan(0, unit.Bytes - write.Event(unit.First).DeviceId.Length));
        return write.Units.Count;
    }
}

/// <summary>Valid events, from a batch of 10 devices to the keys and data of items.</summary>
public class PackTableBenchmarks : PackBenchmarks
{
    private readonly EventItems _event = new();
    private readonly PackedItems _packed = new();

    [Benchmark(Baseline = true, Description = "event")]
    public int Event() => Pack(_event);

    [Benchmark(Description = "packed")]
    public int Packed() => Pack(_packed);

    private int Pack(IItemLayout layout)
    {
        var write = layout.Prepare(_batch, new ItemSize(Expires: true));
        foreach (var unit in write.Units)
        {
            layout.WriteSortKey(write, unit, _destination.AsSpan(0, layout.SortKeyLength(write, unit)));
            layout.WriteData(write, unit, _destination.AsSpan(0, layout.DataLength(write, unit)));
        }
        return write.Units.Count;
    }
}

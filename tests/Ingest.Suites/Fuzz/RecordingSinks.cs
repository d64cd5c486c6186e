using Ingest.Function.Sinks;

namespace Ingest.Suites.Fuzz;

/// <summary>A stream in memory that takes everything.</summary>
internal sealed class RecordingStream(IRecordFormat format) : ISink
{
    public string Name => "stream";

    public string UnitName => "record";

    public CallLimits Limits => KinesisLimits.PutRecords;

    /// <summary>What is in it, as it would come out: the data of each record.</summary>
    public List<byte[]> Records { get; } = [];

    public SinkWrite Prepare(EventBatch batch) => format.Prepare(batch);

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => format.UnitBytes(batch, e);

    public ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        var outcomes = call.Outcomes.Span;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (write, place) = call.Units[i];
            var unit = write.Units[place];
            var data = new byte[unit.Bytes - write.Event(unit.First).DeviceId.Length];
            format.Write(write, unit, data);
            Records.Add(data);
            outcomes[i] = WriteOutcome.Written;
        }
        return new(call.Outcomes);
    }

    public CallFailure Explain(Exception e) => AwsFailure.Explain(e);
}

/// <summary>A table in memory that refuses every n-th unit.</summary>
internal sealed class RecordingTable(IItemLayout layout, int refuseEvery) : ISink
{
    private static readonly ItemSize Size = new(Expires: true);

    private int _units;

    public string Name => "table";

    public string UnitName => "item";

    public CallLimits Limits => DynamoDbLimits.BatchWriteItem;

    public List<(string DeviceId, string SortKey, byte[] Data)> Items { get; } = [];

    /// <summary>Places in the POST of the events in refused units.</summary>
    public SortedSet<int> Refused { get; } = [];

    public SinkWrite Prepare(EventBatch batch) => layout.Prepare(batch, Size);

    public int UnitBytes(EventBatch batch, in TelemetryEvent e) => layout.UnitBytes(batch, e, Size);

    public ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation)
    {
        var outcomes = call.Outcomes.Span;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (write, place) = call.Units[i];
            outcomes[i] = Put(write, write.Units[place]);
        }
        return new(call.Outcomes);
    }

    public CallFailure Explain(Exception e) => AwsFailure.Explain(e);

    private WriteOutcome Put(SinkWrite write, WriteUnit unit)
    {
        if (refuseEvery > 0 && ++_units % refuseEvery == 0)
        {
            for (var n = unit.First; n < unit.First + unit.Count; n++) Refused.Add(write.Event(n).Index);
            return WriteOutcome.OperatorNeeded;
        }
        var key = new byte[layout.SortKeyLength(write, unit)];
        layout.WriteSortKey(write, unit, key);
        var data = new byte[layout.DataLength(write, unit)];
        layout.WriteData(write, unit, data);
        Items.Add((Encoding.ASCII.GetString(write.Batch.Bytes(write.Event(unit.First).DeviceId)), Encoding.UTF8.GetString(key), data));
        return WriteOutcome.Written;
    }
}

using BenchmarkDotNet.Attributes;
using Ingest.Function.Delivery;
using Ingest.Function.Sdk;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Perf.Micro;

/// <summary>A PutRecords call, from its records to the request's body.</summary>
public class MarshalPutRecordsBenchmarks
{
    private DirectPutRecords _direct = null!;
    private SdkPutRecords _sdk = null!;
    private SinkCall _call = null!;

    [Params(1, 10, 100, 500)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _direct = new DirectPutRecords(MarshalSamples.Client(), MicroSamples.Settings.StreamName, new PlainRecords());
        _sdk = new SdkPutRecords(new MarshallingKinesis(), MicroSamples.Settings.StreamName, new PlainRecords());
        _call = MicroSamples.Call(new PlainRecords().Prepare(MicroSamples.Decode(MicroSamples.Body(Records))));
    }

    [Benchmark(Baseline = true, Description = "AWS SDK: objects and marshaller")]
    public int Sdk() => MarshalSamples.Result(_sdk.CallAsync(_call, CancellationToken.None));

    [Benchmark(Description = "DirectPutRecords")]
    public int Direct()
    {
        using var buffer = MarshalSamples.Buffer(_call);
        _direct.Write(_call, buffer);
        return buffer.Body.Length;
    }
}

/// <summary>A BatchWriteItem call, from its items to the request's body.</summary>
public class MarshalBatchWriteItemBenchmarks
{
    private DirectBatchWriteItem _direct = null!;
    private SdkBatchWriteItem _sdk = null!;
    private SinkCall _call = null!;

    [Params(1, 10, 25)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _direct = new DirectBatchWriteItem(MarshalSamples.Client(), MicroSamples.Settings.TableName, MicroSamples.Settings.RetentionDays, new EventItems());
        _sdk = new SdkBatchWriteItem(new MarshallingDynamoDb(), MicroSamples.Settings.TableName, MicroSamples.Settings.RetentionDays, new EventItems());
        _call = MicroSamples.Call(new EventItems().Prepare(MicroSamples.Decode(MicroSamples.Body(Items)), new ItemSize(Expires: true)));
    }

    [Benchmark(Baseline = true, Description = "AWS SDK: objects and marshaller")]
    public int Sdk() => MarshalSamples.Result(_sdk.CallAsync(_call, CancellationToken.None));

    [Benchmark(Description = "DirectBatchWriteItem")]
    public int Direct()
    {
        using var buffer = MarshalSamples.Buffer(_call);
        _direct.Write(_call, buffer);
        return buffer.Body.Length;
    }
}

using BenchmarkDotNet.Attributes;
using Ingest.Function.Delivery;
using Ingest.Function.Delivery.DynamoDb;
using Ingest.Function.Delivery.Kinesis;

namespace Ingest.Perf.Micro;

/// <summary>A PutRecords call, from its records to the request's body.</summary>
public class MarshalPutRecordsBenchmarks
{
    private DirectKinesisSink _direct = null!;
    private KinesisSink _sdk = null!;
    private SinkCall _call = null!;

    [Params(1, 10, 100, 500)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _direct = new DirectKinesisSink(MarshalSamples.Client(), MicroSamples.Settings.StreamName, new PlainRecords());
        _sdk = new KinesisSink(new MarshallingKinesis(), MicroSamples.Settings.StreamName, new PlainRecords());
        _call = MicroSamples.Call(_direct.Prepare(MicroSamples.Decode(MicroSamples.Body(Records))));
    }

    [Benchmark(Baseline = true, Description = "AWS SDK: objects and marshaller")]
    public int Sdk() => MarshalSamples.Result(_sdk.WriteAsync(_call, CancellationToken.None));

    [Benchmark(Description = "DirectKinesisSink")]
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
    private DirectDynamoDbSink _direct = null!;
    private DynamoDbSink _sdk = null!;
    private SinkCall _call = null!;

    [Params(1, 10, 25)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _direct = new DirectDynamoDbSink(MarshalSamples.Client(), MicroSamples.Settings.TableName, MicroSamples.Settings.RetentionDays, new EventItems());
        _sdk = new DynamoDbSink(new MarshallingDynamoDb(), MicroSamples.Settings.TableName, MicroSamples.Settings.RetentionDays, new EventItems());
        _call = MicroSamples.Call(_direct.Prepare(MicroSamples.Decode(MicroSamples.Body(Items))));
    }

    [Benchmark(Baseline = true, Description = "AWS SDK: objects and marshaller")]
    public int Sdk() => MarshalSamples.Result(_sdk.WriteAsync(_call, CancellationToken.None));

    [Benchmark(Description = "DirectDynamoDbSink")]
    public int Direct()
    {
        using var buffer = MarshalSamples.Buffer(_call);
        _direct.Write(_call, buffer);
        return buffer.Body.Length;
    }
}

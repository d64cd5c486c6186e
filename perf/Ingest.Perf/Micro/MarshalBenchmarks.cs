using BenchmarkDotNet.Attributes;
using Ingest.Function.Delivery;
using Ingest.Function.Sdk;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Perf.Micro;

/// <summary>A PutRecords call, from its records to the request's body.</summary>
public class MarshalPutRecordsBenchmarks
{
    private KinesisSink _direct = null!;
    private SdkKinesisSink _sdk = null!;
    private SinkCall _call = null!;

    [Params(1, 10, 100, 500)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _direct = new KinesisSink(MarshalSamples.Client(), MicroSamples.Settings.StreamName, new PlainRecords());
        _sdk = new SdkKinesisSink(new MarshallingKinesis(), MicroSamples.Settings.StreamName, new PlainRecords());
        _call = MicroSamples.Call(_direct.Prepare(MicroSamples.Decode(MicroSamples.Body(Records))));
    }

    [Benchmark(Baseline = true, Description = "AWS SDK: objects and marshaller")]
    public int Sdk() => MarshalSamples.Result(_sdk.WriteAsync(_call, CancellationToken.None));

    [Benchmark(Description = "KinesisSink")]
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
    private DynamoDbSink _direct = null!;
    private SdkDynamoDbSink _sdk = null!;
    private SinkCall _call = null!;

    [Params(1, 10, 25)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _direct = new DynamoDbSink(MarshalSamples.Client(), MicroSamples.Settings.TableName, MicroSamples.Settings.RetentionDays, new EventItems());
        _sdk = new SdkDynamoDbSink(new MarshallingDynamoDb(), MicroSamples.Settings.TableName, MicroSamples.Settings.RetentionDays, new EventItems());
        _call = MicroSamples.Call(_direct.Prepare(MicroSamples.Decode(MicroSamples.Body(Items))));
    }

    [Benchmark(Baseline = true, Description = "AWS SDK: objects and marshaller")]
    public int Sdk() => MarshalSamples.Result(_sdk.WriteAsync(_call, CancellationToken.None));

    [Benchmark(Description = "DynamoDbSink")]
    public int Direct()
    {
        using var buffer = MarshalSamples.Buffer(_call);
        _direct.Write(_call, buffer);
        return buffer.Body.Length;
    }
}

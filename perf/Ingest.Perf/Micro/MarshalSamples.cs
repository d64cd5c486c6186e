using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Ingest.Function.Aws;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;

namespace Ingest.Perf.Micro;

/// <summary>Both ways to make a call's body, without what comes after it: signature and connection.</summary>
internal static class MarshalSamples
{
    /// <summary>Nothing listens there: no connection is opened before the first call.</summary>
    public const string Url = "http://localhost:1/";

    public static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    public static readonly AwsService Service = new AwsEnvironment(name => name == "AWS_REGION" ? "eu-central-1" : null).Service("dynamodb");

    public static readonly AwsOperation Operation = Service.JsonOperation("DynamoDB_20120810.BatchWriteItem", "1.0");

    public static AwsClient Client() => new(Service, Credentials, TimeProvider.System);

    /// <summary>Sized as the sinks size it.</summary>
    public static RequestBuffer Buffer(SinkCall call) => RequestBuffer.Rent(Operation.HeadLength, (int)(call.Bytes * 3 / 2) + (call.Units.Count * 200));

    public static int Result(ValueTask<ReadOnlyMemory<WriteOutcome>> outcomes) =>
        outcomes.IsCompletedSuccessfully ? outcomes.Result.Length : throw new InvalidOperationException("The marshalling client must not wait.");
}

/// <summary>The SDK's client, whose calls end behind the marshaller.</summary>
internal sealed class MarshallingKinesis() : AmazonKinesisClient(MarshalSamples.Credentials, new AmazonKinesisConfig { ServiceURL = MarshalSamples.Url })
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Marshaller>(new PipelineEnd(request => new PutRecordsResponse
        {
            HttpStatusCode = HttpStatusCode.OK,
            FailedRecordCount = 0,
            Records = [.. ((PutRecordsRequest)request).Records.Select(_ => new PutRecordsResultEntry { SequenceNumber = "0", ShardId = "shardId-000000000000" })],
        }));
    }
}

/// <summary>The SDK's client, whose calls end behind the marshaller.</summary>
internal sealed class MarshallingDynamoDb() : AmazonDynamoDBClient(MarshalSamples.Credentials, new AmazonDynamoDBConfig { ServiceURL = MarshalSamples.Url })
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Marshaller>(new PipelineEnd(_ => new BatchWriteItemResponse { HttpStatusCode = HttpStatusCode.OK, UnprocessedItems = [] }));
    }
}

/// <summary>Answers a marshalled request with success.</summary>
internal sealed class PipelineEnd(Func<AmazonWebServiceRequest, AmazonWebServiceResponse> respond) : PipelineHandler
{
    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (executionContext.RequestContext.Request is not ({ Content.Length: > 0 } or { ContentStream.Length: > 0 })) throw new InvalidOperationException("The request is not marshalled.");
        var response = respond(executionContext.RequestContext.OriginalRequest);
        executionContext.ResponseContext.Response = response;
        return Task.FromResult((T)response);
    }
}

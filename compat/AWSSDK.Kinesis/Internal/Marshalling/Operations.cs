using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Kinesis.Internal.Marshalling;

/// <summary>How each operation is written and read.</summary>
internal static class Operations
{
    private static readonly RequestMarshaller<CreateStreamRequest> CreateStreamRequests = new("CreateStream", RequestMembers.Write);
    private static readonly OperationUnmarshaller<CreateStreamResponse> CreateStreamResponses = new(() => new CreateStreamResponse(), null);

    private static readonly RequestMarshaller<DescribeStreamSummaryRequest> DescribeStreamSummaryRequests = new("DescribeStreamSummary", RequestMembers.Write);
    private static readonly OperationUnmarshaller<DescribeStreamSummaryResponse> DescribeStreamSummaryResponses = new(() => new DescribeStreamSummaryResponse(), ResponseMembers.Read);

    private static readonly RequestMarshaller<GetRecordsRequest> GetRecordsRequests = new("GetRecords", RequestMembers.Write);
    private static readonly OperationUnmarshaller<GetRecordsResponse> GetRecordsResponses = new(() => new GetRecordsResponse(), ResponseMembers.Read);

    private static readonly RequestMarshaller<GetShardIteratorRequest> GetShardIteratorRequests = new("GetShardIterator", RequestMembers.Write);
    private static readonly OperationUnmarshaller<GetShardIteratorResponse> GetShardIteratorResponses = new(() => new GetShardIteratorResponse(), ResponseMembers.Read);

    private static readonly RequestMarshaller<ListShardsRequest> ListShardsRequests = new("ListShards", RequestMembers.Write);
    private static readonly OperationUnmarshaller<ListShardsResponse> ListShardsResponses = new(() => new ListShardsResponse(), ResponseMembers.Read);

    private static readonly RequestMarshaller<PutRecordsRequest> PutRecordsRequests = new("PutRecords", RequestMembers.Write);
    private static readonly OperationUnmarshaller<PutRecordsResponse> PutRecordsResponses = new(() => new PutRecordsResponse(), ResponseMembers.Read);

    public static InvokeOptions CreateStream() => Options(CreateStreamRequests, CreateStreamResponses);

    public static InvokeOptions DescribeStreamSummary() => Options(DescribeStreamSummaryRequests, DescribeStreamSummaryResponses);

    public static InvokeOptions GetRecords() => Options(GetRecordsRequests, GetRecordsResponses);

    public static InvokeOptions GetShardIterator() => Options(GetShardIteratorRequests, GetShardIteratorResponses);

    public static InvokeOptions ListShards() => Options(ListShardsRequests, ListShardsResponses);

    public static InvokeOptions PutRecords() => Options(PutRecordsRequests, PutRecordsResponses);

    private static InvokeOptions Options(IMarshaller<IRequest, AmazonWebServiceRequest> marshaller, ResponseUnmarshaller unmarshaller) =>
        new() { RequestMarshaller = marshaller, ResponseUnmarshaller = unmarshaller };
}

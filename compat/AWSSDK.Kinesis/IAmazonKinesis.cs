using System.Diagnostics.CodeAnalysis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.Kinesis;

/// <summary>
/// Kinesis Data Streams. An error response is thrown as an <see cref="AmazonKinesisException"/> or the subclass the
/// service models for it; a network failure as what the HTTP client throws, once Core's retries are used up.
/// </summary>
public partial interface IAmazonKinesis : IAmazonService, IDisposable
{
    /// <summary>Creates a stream (API_CreateStream).</summary>
    Task<CreateStreamResponse> CreateStreamAsync(CreateStreamRequest request, CancellationToken cancellationToken = default);

    /// <summary>A stream's state without its shards (API_DescribeStreamSummary).</summary>
    Task<DescribeStreamSummaryResponse> DescribeStreamSummaryAsync(DescribeStreamSummaryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads records from a shard iterator on (API_GetRecords).</summary>
    Task<GetRecordsResponse> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken = default);

    /// <summary>A place to read a shard from (API_GetShardIterator).</summary>
    Task<GetShardIteratorResponse> GetShardIteratorAsync(GetShardIteratorRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists a stream's shards (API_ListShards).</summary>
    Task<ListShardsResponse> ListShardsAsync(ListShardsRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes up to 500 records (API_PutRecords). A call that returns may have written none: see
    /// <see cref="PutRecordsResponse.FailedRecordCount"/>.
    /// </summary>
    Task<PutRecordsResponse> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken = default);

    /// <summary>The endpoint a request goes to.</summary>
    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(AmazonKinesisConfig))]
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonKinesisConfig();

    [UnconditionalSuppressMessage("AssemblyLoadTrimming", "IL2026:RequiresUnreferencedCode", Justification = "Core's interface declares it for another service; nothing here reflects.")]
    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig)
    {
        if (clientConfig is not AmazonKinesisConfig config)
            throw new AmazonClientException("ClientConfig is not of type AmazonKinesisConfig to create AmazonKinesisClient");
        return awsCredentials is null ? new AmazonKinesisClient(config) : new AmazonKinesisClient(awsCredentials, config);
    }
}

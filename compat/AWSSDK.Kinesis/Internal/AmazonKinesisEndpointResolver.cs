using Amazon.Kinesis.Endpoints;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace Amazon.Kinesis.Internal;

/// <summary>The pipeline step that collects a request's endpoint parameters; the configuration's provider resolves them.</summary>
public class AmazonKinesisEndpointResolver : BaseEndpointResolver
{
    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = (AmazonKinesisConfig)requestContext.ClientConfig;
        var (operationType, streamArn) = requestContext.OriginalRequest switch
        {
            PutRecordsRequest request => ("data", request.StreamARN),
            GetRecordsRequest request => ("data", request.StreamARN),
            GetShardIteratorRequest request => ("data", request.StreamARN),
            ListShardsRequest request => ("control", request.StreamARN),
            DescribeStreamSummaryRequest request => ("control", request.StreamARN),
            _ => (null, null),
        };
        return new KinesisEndpointParameters
        {
            Region = requestContext.Request.AlternateEndpoint?.SystemName ?? Region(config),
            UseDualStack = config.UseDualstackEndpoint,
            UseFIPS = config.UseFIPSEndpoint,
            Endpoint = config.ServiceURL,
            StreamARN = streamArn,
            OperationType = operationType,
        };
    }

    private static string Region(AmazonKinesisConfig config)
    {
        if (config.RegionEndpoint is not null || string.IsNullOrEmpty(config.ServiceURL))
            return config.RegionEndpoint?.SystemName;
        if (!string.IsNullOrEmpty(config.AuthenticationRegion))
            return config.AuthenticationRegion;
        return RegionEndpoint.GetBySystemName(AWSSDKUtils.DetermineRegion(config.ServiceURL)).SystemName;
    }
}

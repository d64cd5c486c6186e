using Amazon.Kinesis.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.Kinesis;

/// <summary>
/// Configuration of <see cref="AmazonKinesisClient"/>. Core reads the endpoint from <c>AWS_ENDPOINT_URL_KINESIS</c>,
/// whose suffix is the service id, unless <see cref="ClientConfig.ServiceURL"/> is set.
/// </summary>
public partial class AmazonKinesisConfig : ClientConfig
{
    private static readonly string UserAgentString = InternalSDKUtils.BuildUserAgentString("Kinesis", "4.0.8.3");
    private static readonly AmazonKinesisEndpointResolver EndpointResolver = new();

    public AmazonKinesisConfig()
        : base(new DefaultConfigurationProvider(AmazonKinesisDefaultConfiguration.GetAllConfigurations()))
    {
        base.ServiceId = "Kinesis";
        AuthenticationServiceName = "kinesis";
        EndpointProvider = new AmazonKinesisEndpointProvider();
    }

    /// <summary>The service id, which names the service in settings files and variables.</summary>
    public static new string ServiceId => "Kinesis";

    public override string RegionEndpointServiceName => "kinesis";

    public override string ServiceVersion => "2013-12-02";

    public override string UserAgent => UserAgentString;

    /// <summary>The endpoint a request of this configuration goes to.</summary>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        var context = new RequestContext(false)
        {
            ClientConfig = this,
            OriginalRequest = parameters.Request,
            Request = new DefaultRequest(parameters.Request, ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint },
        };
        return EndpointResolver.GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, null));
    }
}

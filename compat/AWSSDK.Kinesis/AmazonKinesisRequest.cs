using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Base of the service's requests.</summary>
public partial class AmazonKinesisRequest : AmazonWebServiceRequest;

using Amazon.Runtime.Internal;

namespace Amazon.Kinesis.Internal;

/// <summary>Names the service for metrics and global endpoint providers.</summary>
public partial class AmazonKinesisMetadata : IServiceMetadata
{
    public string ServiceId => "Kinesis";

    public IDictionary<string, string> OperationNameMapping => new Dictionary<string, string>(0);
}

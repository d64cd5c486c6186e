using System.Collections.ObjectModel;
using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>The timeouts and retry mode behind each defaults mode (SDK reference guide, "Smart configuration defaults").</summary>
public static class AmazonKinesisDefaultConfiguration
{
    /// <summary>Safe in most places.</summary>
    public static IDefaultConfiguration Standard { get; } = Mode(DefaultConfigurationMode.Standard, 3100);

    /// <summary>For callers in the service's region.</summary>
    public static IDefaultConfiguration InRegion { get; } = Mode(DefaultConfigurationMode.InRegion, 1100);

    /// <summary>For callers in another region.</summary>
    public static IDefaultConfiguration CrossRegion { get; } = Mode(DefaultConfigurationMode.CrossRegion, 3100);

    /// <summary>For callers on mobile networks.</summary>
    public static IDefaultConfiguration Mobile { get; } = Mode(DefaultConfigurationMode.Mobile, 30000);

    /// <summary>Picks one of the others from where the process runs.</summary>
    public static IDefaultConfiguration Auto { get; } = Mode(DefaultConfigurationMode.Auto, 1100);

    public static ReadOnlyCollection<IDefaultConfiguration> GetAllConfigurations() =>
        new([Standard, InRegion, CrossRegion, Mobile, Auto]);

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, double connectMilliseconds) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TimeToFirstByteTimeout = null,
        HttpRequestTimeout = null,
    };
}

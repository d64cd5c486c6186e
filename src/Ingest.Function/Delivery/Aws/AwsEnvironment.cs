using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Ingest.Function.Http;

namespace Ingest.Function.Delivery.Aws;

/// <summary>Region and endpoints as the SDK finds them, from its own environment variables and profiles.</summary>
/// <param name="variables">Looks up an environment variable; null where it is not set.</param>
internal sealed class AwsEnvironment(Func<string, string?> variables)
{
    /// <summary>AWS_REGION, which Lambda sets; elsewhere whatever the SDK falls back to.</summary>
    /// <exception cref="AmazonClientException">There is none.</exception>
    public string Region { get; } = variables("AWS_REGION") is { Length: > 0 } region ? region
        : FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? throw new AmazonClientException("AWS_REGION is not set: it must name the region of the stream and the table.");

    /// <summary>The SDK's chain. Where it would end at the process's own variables, as in Lambda, they are taken at once, without the search.</summary>
    public AWSCredentials Credentials() =>
        IsSet("AWS_ACCESS_KEY_ID") && IsSet("AWS_SECRET_ACCESS_KEY") && !IsSet("AWS_PROFILE") && !IsSet("AWS_WEB_IDENTITY_TOKEN_FILE")
            ? new EnvironmentVariablesAWSCredentials()
            : DefaultAWSCredentialsIdentityResolver.GetCredentials();

    /// <summary>AWS_ENDPOINT_URL_{SERVICE}, else AWS_ENDPOINT_URL, else the region's own. Source: AWS SDKs and Tools reference guide, service-specific endpoints.</summary>
    /// <param name="host">The service's host name, such as kinesis.</param>
    /// <param name="variable">Its name in the variable, such as KINESIS.</param>
    /// <exception cref="AmazonClientException">The variable is no URL, or the region belongs to no partition.</exception>
    public HttpEndpoint EndpointOf(string host, string variable)
    {
        if (!string.Equals(variables("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var name in (ReadOnlySpan<string>)["AWS_ENDPOINT_URL_" + variable, "AWS_ENDPOINT_URL"])
            {
                if (variables(name) is not { Length: > 0 } url) continue;
                if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
                    throw new AmazonClientException($"{name} must be an http or https URL; it is '{url}'.");
                return new HttpEndpoint(uri);
            }
        }
        // Names of regions and partitions are data of the SDK's, the newest included.
        var partition = Fn.Partition(Region) ?? throw new AmazonClientException($"AWS_REGION '{Region}' belongs to no partition.");
        var isDualStack = FallbackInternalConfigurationFactory.UseDualStackEndpoint == true;
        var isFips = FallbackInternalConfigurationFactory.UseFIPSEndpoint == true;
        return new HttpEndpoint(new Uri($"https://{host}{(isFips ? "-fips" : "")}.{Region}.{(isDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}/"));
    }

    private bool IsSet(string name) => variables(name) is { Length: > 0 };
}

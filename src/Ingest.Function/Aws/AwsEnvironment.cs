using Amazon.Runtime;
using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>Region, endpoints and credentials by the environment variables of the AWS SDKs.</summary>
/// <param name="variables">Looks up an environment variable; null if it is not set.</param>
internal sealed class AwsEnvironment(Func<string, string?> variables)
{
    /// <summary>AWS_REGION, which Lambda sets, or AWS_DEFAULT_REGION.</summary>
    /// <exception cref="AmazonClientException">Neither is set.</exception>
    public string Region { get; } = variables("AWS_REGION") is { Length: > 0 } region ? region
        : variables("AWS_DEFAULT_REGION") is { Length: > 0 } standard ? standard
        : throw new AmazonClientException("AWS_REGION is not set: it must name the region of the stream and the table.");

    /// <summary>
    /// Of the SDK's chain the two sources that an execution environment has: the process's own variables, else the container
    /// endpoint, which renews them. The rest (profiles, SSO, instance metadata) would be a fifth of the binary, never used.
    /// </summary>
    /// <param name="time">The clock of credentials that expire.</param>
    /// <exception cref="AmazonClientException">Neither is there.</exception>
    public AWSCredentials Credentials(TimeProvider time)
    {
        if (IsSet("AWS_ACCESS_KEY_ID") && IsSet("AWS_SECRET_ACCESS_KEY")) return new EnvironmentVariablesAWSCredentials();
        if (IsSet("AWS_CONTAINER_CREDENTIALS_FULL_URI") || IsSet("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) return new ContainerCredentials(ContainerEndpoint.Read(variables), time);
        throw new AmazonClientException(
            "There are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), as Lambda does, or AWS_CONTAINER_CREDENTIALS_FULL_URI.");
    }

    /// <summary>A service at its endpoint.</summary>
    /// <param name="name">Its signing name, which is its host's name too, and the variable's in upper case.</param>
    /// <exception cref="AmazonClientException">The endpoint's variable is no URL.</exception>
    public AwsService Service(string name) => new(name, EndpointOf(name, name.ToUpperInvariant()), Region);

    /// <summary>AWS_ENDPOINT_URL_{SERVICE}, else AWS_ENDPOINT_URL, else the region's own. Source: AWS SDKs and Tools reference guide, service-specific endpoints.</summary>
    /// <param name="host">The service's host name, such as kinesis.</param>
    /// <param name="variable">Its name in the variable, such as KINESIS.</param>
    /// <exception cref="AmazonClientException">The variable is no URL.</exception>
    public HttpEndpoint EndpointOf(string host, string variable)
    {
        if (!IsTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
        {
            foreach (var name in (ReadOnlySpan<string>)["AWS_ENDPOINT_URL_" + variable, "AWS_ENDPOINT_URL"])
            {
                if (variables(name) is not { Length: > 0 } url) continue;
                if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
                    throw new AmazonClientException($"{name} must be an http or https URL; it is '{url}'.");
                return new HttpEndpoint(uri);
            }
        }
        var partition = AwsPartition.Of(Region);
        var suffix = IsTrue("AWS_USE_DUALSTACK_ENDPOINT") ? partition.DualStackSuffix : partition.Suffix;
        return new HttpEndpoint(new Uri($"https://{host}{(IsTrue("AWS_USE_FIPS_ENDPOINT") ? "-fips" : "")}.{Region}.{suffix}/"));
    }

    private bool IsSet(string name) => variables(name) is { Length: > 0 };

    private bool IsTrue(string name) => string.Equals(variables(name), "true", StringComparison.OrdinalIgnoreCase);
}

using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.Kinesis.Internal;

/// <summary>
/// The service's endpoint rules (endpoint rule set of the Kinesis 2013-12-02 model): the configured endpoint if there
/// is one; else, for a stream named by ARN, the account's own host; else the region's. Throws
/// <see cref="AmazonClientException"/> where no rule fits.
/// </summary>
public class AmazonKinesisEndpointProvider : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        bool dualStack = parameters["UseDualStack"] is true;
        bool fips = parameters["UseFIPS"] is true;
        if (parameters["Endpoint"] is string endpoint)
        {
            if (fips)
                throw new AmazonClientException("Invalid Configuration: FIPS and custom endpoint are not supported");
            if (dualStack)
                throw new AmazonClientException("Invalid Configuration: Dualstack and custom endpoint are not supported");
            return new Endpoint(endpoint);
        }

        if (parameters["Region"] is not string region || Fn.Partition(region) is not { } partition)
            throw new AmazonClientException("Invalid Configuration: Missing Region");
        if (fips && !partition.supportsFIPS)
            throw new AmazonClientException("FIPS is enabled but this partition does not support FIPS");
        if (dualStack && !partition.supportsDualStack)
            throw new AmazonClientException("DualStack is enabled but this partition does not support DualStack");

        string suffix = dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
        // The isolated partitions have no per-account hosts.
        if (parameters["StreamARN"] is string streamArn && partition.name is not ("aws-iso" or "aws-iso-b"))
        {
            var account = AccountOf(streamArn, partition.name);
            return new Endpoint($"https://{account}.{parameters["OperationType"]}-kinesis{(fips ? "-fips" : "")}.{region}.{suffix}");
        }

        // GovCloud's regular endpoints are the FIPS ones.
        if (fips && !dualStack && partition.name == "aws-us-gov")
            return new Endpoint($"https://kinesis.{region}.amazonaws.com");
        return new Endpoint($"https://kinesis{(fips ? "-fips" : "")}.{region}.{suffix}");
    }

    private static string AccountOf(string streamArn, string partition)
    {
        if (!Amazon.Arn.TryParse(streamArn, out var arn))
            throw new AmazonClientException("Invalid ARN: Failed to parse ARN.");
        if (!Fn.IsValidHostLabel(arn.AccountId, false))
            throw new AmazonClientException("Invalid ARN: Invalid account id.");
        if (!Fn.IsValidHostLabel(arn.Region, false))
            throw new AmazonClientException("Invalid ARN: Invalid region.");
        if (arn.Service != "kinesis")
            throw new AmazonClientException($"Invalid ARN: The ARN was not for the Kinesis service, found: {arn.Service}.");
        var type = arn.Resource.Split('/', ':')[0];
        if (type != "stream")
            throw new AmazonClientException($"Invalid ARN: Kinesis ARNs don't support `{type}` arn types.");
        if (arn.Partition != partition)
            throw new AmazonClientException($"Partition: {arn.Partition} from ARN doesn't match with partition name: {partition}.");
        return arn.AccountId;
    }
}

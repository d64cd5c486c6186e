using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Ingest.LoadGen.Authentication;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen;

/// <summary>Who signs, and for which region, as the AWS SDK finds it.</summary>
internal static class IamCredentials
{
    /// <param name="url">A Function URL names its region.</param>
    /// <param name="region">As the command line has it; null for the URL's, else the SDK's own.</param>
    /// <param name="time">The clock of the run.</param>
    /// <exception cref="ScenarioException">There are no credentials.</exception>
    public static async Task<IamOptions> FindAsync(Uri url, string? region, TimeProvider time)
    {
        try
        {
            var credentials = await CredentialsCache.CreateAsync(DefaultAWSCredentialsIdentityResolver.GetCredentials(), time);
            // An endpoint of one's own is in no region.
            region ??= IamAuthentication.RegionOf(url) ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? "us-east-1";
            return new IamOptions(credentials, region);
        }
        catch (AmazonClientException exception)
        {
            throw new ScenarioException($"--auth iam finds no AWS credentials (environment, AWS_PROFILE, SSO, instance role): {exception.Message}");
        }
    }
}

using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Ingest.LoadGen.Authentication;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen;

/// <summary>What --auth names, with what it needs from the environment, where no list of processes shows it.</summary>
internal static class RequestAuthentications
{
    public const string None = "none";
    public const string KeyVariable = "INGEST_API_KEY";
    public const string SecretVariable = "INGEST_HMAC_SECRET";
    public static readonly string[] Kinds = [None, "iam", "api-key", "hmac"];

    /// <summary>Makes, for a URL, what its requests are let in by; null for nothing.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="url">What the run calls; a Function URL names its region.</param>
    /// <param name="region">As the command line has it; null for the URL's, else the SDK's own.</param>
    /// <param name="preset">How hmac signs.</param>
    /// <param name="time">The clock of the run.</param>
    /// <exception cref="ScenarioException">The environment has no credentials, key or secret.</exception>
    public static async Task<Func<Uri, IRequestAuthentication>?> FindAsync(string kind, Uri url, string? region, string preset, TimeProvider time)
    {
        switch (kind)
        {
            case "iam":
                var credentials = await CredentialsAsync(time);
                // An endpoint of one's own is in no region.
                region ??= IamAuthentication.RegionOf(url) ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? "us-east-1";
                return called => new IamAuthentication(credentials, region, called, time);
            case "api-key":
                var key = new ApiKeyAuthentication(Variable(KeyVariable, "--auth api-key", "the key that ./ingest keys new printed"));
                return _ => key;
            case "hmac":
                var hmac = Hmac(preset, Variable(SecretVariable, "--auth hmac", "a secret of HMAC_SECRETS"), time);
                return _ => hmac;
            default:
                return null;
        }
    }

    private static async Task<CredentialsCache> CredentialsAsync(TimeProvider time)
    {
        try
        {
            return await CredentialsCache.CreateAsync(DefaultAWSCredentialsIdentityResolver.GetCredentials(), time);
        }
        catch (AmazonClientException exception)
        {
            throw new ScenarioException($"--auth iam finds no AWS credentials (environment, AWS_PROFILE, SSO, instance role): {exception.Message}");
        }
    }

    private static HmacAuthentication Hmac(string preset, string secret, TimeProvider time)
    {
        try
        {
            return new HmacAuthentication(preset, secret, time);
        }
        catch (FormatException)
        {
            throw new ScenarioException($"{SecretVariable} must be base64, after whsec_ or not, for --hmac-preset {preset}, but is not.");
        }
    }

    private static string Variable(string name, string option, string meaning) => Environment.GetEnvironmentVariable(name) is not { Length: > 0 } value
        ? throw new ScenarioException($"{option} needs {meaning} in the environment variable {name}, which is not set.")
        : value.AsSpan().ContainsAnyExceptInRange('!', '~') ? throw new ScenarioException($"{name} must be printable ASCII without spaces, but has another character.") : value;
}

namespace Ingest.Function.Aws;

/// <summary>
/// The domains of a partition of AWS. The SDK's own table builds a dozen regular expressions when it is first asked, in
/// INIT; a test holds this one to it, region by region.
/// </summary>
/// <param name="Suffix">The domain that service host names end in.</param>
/// <param name="DualStackSuffix">The same for hosts that response over IPv6 too.</param>
internal readonly record struct AwsPartition(string Suffix, string DualStackSuffix)
{
    /// <summary>By the region's prefix; like the SDK, the commercial partition if the prefix is unknown.</summary>
    public static AwsPartition Of(string region) => region switch
    {
        _ when Has(region, "cn-") => new("amazonaws.com.cn", "api.amazonwebservices.com.cn"),
        _ when Has(region, "eusc-") => new("amazonaws.eu", "api.amazonwebservices.eu"),
        _ when Has(region, "us-iso-") => new("c2s.ic.gov", "api.aws.ic.gov"),
        _ when Has(region, "us-isob-") => new("sc2s.sgov.gov", "api.aws.scloud"),
        _ when Has(region, "us-isof-") => new("csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        _ when Has(region, "eu-isoe-") => new("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        _ => new("amazonaws.com", "api.aws"),
    };

    private static bool Has(string region, string prefix) => region.StartsWith(prefix, StringComparison.Ordinal);
}

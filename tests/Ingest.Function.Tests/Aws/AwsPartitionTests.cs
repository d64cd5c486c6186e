using Amazon;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Ingest.Function.Tests.Aws;

public sealed class AwsPartitionTests
{
    [Fact]
    public void EveryRegionTheSdkKnowsHasTheSdksDomains()
    {
        var regions = RegionEndpoint.EnumerableAllRegions.Select(r => r.SystemName).ToArray();

        regions.Length.ShouldBeGreaterThan(30);
        regions.Select(AwsPartition.Of).ShouldBe(regions.Select(SdksOwn));
    }

    private static AwsPartition SdksOwn(string region)
    {
        var partition = Fn.Partition(region);
        return new AwsPartition(partition.dnsSuffix, partition.dualStackDnsSuffix);
    }
}

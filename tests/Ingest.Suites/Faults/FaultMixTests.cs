using Xunit.Abstractions;

namespace Ingest.Suites.Faults;

/// <summary>Random faults together: two mixes that stay, and one that is new in every run.</summary>
public sealed class FaultMixTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [7, 1_106, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task NothingAcknowledgedIsLostInAMix(int seed)
    {
        output.WriteLine($"{FaultCatalog.Mix(seed, kills: true)}");

        var result = await PhaseTest.RunAsync(FaultCatalog.Mix(seed, kills: true), seed, events: 1_200);

        result.Conservation.Counts.Acknowledged.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task NothingAcknowledgedIsLostWhereInvocationsShareAnEnvironment()
    {
        var phase = new FaultPhase("shared", ["kinesis:partial:share=0.3,records=1/3", "dynamodb:error:share=0.1", "kinesis:reset-after:share=0.05", "dynamodb:kill-after:every=70", "dynamodb:hang:every=60"]);

        var result = await PhaseTest.RunAsync(phase, seed: 16, events: 2_000, configure: o => o with { Concurrency = 2, EnvironmentConcurrency = 16 });

        result.Conservation.Counts.Acknowledged.ShouldBeGreaterThan(1_500);
    }
}

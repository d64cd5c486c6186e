using Xunit.Abstractions;

namespace Ingest.Suites.Faults;

/// <summary>
/// Under each fault: every acknowledged event is in both sinks, every other was told to be sent again, every request is
/// answered but those whose environment was killed, and duplicates are no more than the fault explains.
/// </summary>
public abstract class FaultTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_121;

    public static TheoryData<string> Faults(string target) =>
        new(FaultCatalog.Each.SelectMany(p => p.Faults).Where(f => f.StartsWith(target, StringComparison.Ordinal)));

    protected async Task NothingAcknowledgedIsLostAsync(string fault)
    {
        var result = await PhaseTest.RunAsync(FaultPhase.Of(fault), Seed);

        var statuses = string.Join(", ", result.Responses.Statuses.Select(s => $"{s.Value} × {s.Key}"));
        output.WriteLine($"{result.Conservation}; {statuses}; {result.Stream.Duplicates} of at most {result.MostStreamDuplicates} duplicates; {result.Elapsed.TotalSeconds:0.0} s");
    }
}

public sealed class KinesisFaultTests(ITestOutputHelper output) : FaultTests(output)
{
    [Theory]
    [MemberData(nameof(Faults), "kinesis")]
    public Task NothingAcknowledgedIsLost(string fault) => NothingAcknowledgedIsLostAsync(fault);
}

public sealed class DynamoDbFaultTests(ITestOutputHelper output) : FaultTests(output)
{
    [Theory]
    [MemberData(nameof(Faults), "dynamodb")]
    public Task NothingAcknowledgedIsLost(string fault) => NothingAcknowledgedIsLostAsync(fault);
}

public sealed class PlatformFaultTests(ITestOutputHelper output) : FaultTests(output)
{
    [Theory]
    [MemberData(nameof(Faults), "lambda")]
    [MemberData(nameof(Faults), "url")]
    public Task NothingAcknowledgedIsLost(string fault) => NothingAcknowledgedIsLostAsync(fault);

    [Trait("Slice", "arm64")]
    [Fact]
    public async Task NothingAcknowledgedIsLostWithAKilledEnvironment() =>
        (await PhaseTest.RunAsync(new FaultPhase("kill", ["kinesis:kill-after:every=5"]), seed: 8, events: 150)).Responses.BadGateways.ShouldBeGreaterThan(0);
}

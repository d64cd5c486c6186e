using Ingest.Perf.Functions;
using Ingest.Perf.Load;

namespace Ingest.Perf.Tests.Load;

public sealed class ScenarioTurnTests
{
    [Theory]
    [InlineData("steady", "steady", "1")]
    [InlineData("soak=0.4", "soak", "0.4")]
    public void ATurnIsAScenarioAndMayHaveATimeScale(string text, string name, string scale) =>
        ScenarioTurn.Parse(text).Load.ShouldBe(["--scenario", name, "--time-scale", scale]);

    [Theory]
    [InlineData("soak=")]
    [InlineData("soak=long")]
    [InlineData("soak=0")]
    [InlineData("soak=1=2")]
    public void ATimeScaleThatIsNoneIsRefused(string text) => Should.Throw<FunctionFailedException>(() => ScenarioTurn.Parse(text));

    [Fact]
    public void OnlyThrottleIsHeldToALimitOfRequests()
    {
        ScenarioTurn.Parse("throttle").Limits.ShouldBe(["--concurrency", "100", "--parameter", "MaxConcurrency=100"]);
        ScenarioTurn.Parse("steady").Limits.ShouldBe(["--concurrency", "32", "--parameter", "MaxConcurrency=unlimited"]);
    }
}

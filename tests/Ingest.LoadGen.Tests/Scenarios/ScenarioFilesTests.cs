namespace Ingest.LoadGen.Tests.Scenarios;

public class ScenarioFilesTests
{
    [Theory]
    [InlineData("steady")]
    [InlineData("ramp")]
    [InlineData("spike")]
    [InlineData("soak")]
    [InlineData("burst-from-cold")]
    [InlineData("throttle")]
    [InlineData("payload-mix")]
    [InlineData("single-event-devices")]
    [InlineData("batched-gateways")]
    [InlineData("find-capacity")]
    public void EveryScenarioOfTheRepositoryIsUsable(string name)
    {
        var plan = ScenarioFiles.Load(name);

        plan.Name.ShouldBe(name);
        new ArrivalProfile(plan.Scenarios[0].Stages).Starts.ShouldBeGreaterThan(0);
        ScenarioReader.Read(plan.ToJson(), name).Settings.Payloads.ShouldBe(plan.Settings.Payloads);
    }

    [Fact]
    public void AnUnknownScenarioNamesTheKnownOnes() =>
        Should.Throw<ScenarioException>(() => ScenarioFiles.Load("stady")).Message.ShouldContain("burst-from-cold");
}

namespace Ingest.LoadGen.Tests.Scenarios;

public class LoadPlanTests
{
    [Fact]
    public void AScenarioIsNBombersConfigWithItsOwnSettingsBeside()
    {
        var plan = ScenarioReader.Read("""
            // comments are fine
            { "TestName": "mix", "GlobalSettings": { "ScenariosSettings": [ {
                "ScenarioName": "ingest", "WarmUpDuration": "00:00:05",
                "LoadSimulationsSettings": [ { "RampingInject": [100, "00:00:01", "00:00:10"] }, { "Pause": "00:00:02" }, { "Inject": [200, "00:00:01", "00:00:30"] } ],
                "ThresholdSettings": [ { "OkLatency": "p99 < 50" } ],
                "CustomSettings": { "Devices": 50, "Producer": "naive", "InvalidPercent": 1.5, "Timeout": "00:00:03",
                  "Payloads": [ { "Weight": 9 }, { "Events": 100, "Format": "Envelope", "Encoding": "Gzip", "Padding": 500 } ] } } ] } }
            """, "file");

        (plan.Name, plan.WarmUp, plan.Scenarios[0].Stages.Count, plan.Scenarios[0].Thresholds.Count).ShouldBe(("mix", TimeSpan.FromSeconds(5), 3, 1));
        plan.Scenarios[0].Stages[1].ShouldBe(new LoadStage(false, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        (plan.Settings.Devices, plan.Settings.Producer, plan.Settings.Timeout).ShouldBe((50, "naive", TimeSpan.FromSeconds(3)));
        plan.Settings.Payloads[1].ShouldBe(new PayloadSettings { Events = 100, Format = BodyFormats.Envelope, Encoding = BodyEncoding.Gzip, Padding = 500 });
        var again = ScenarioReader.Read(plan.ToJson(), "again");
        again.Scenarios[0].Stages.ShouldBe(plan.Scenarios[0].Stages);
        again.Settings.Payloads.ShouldBe(plan.Settings.Payloads);
    }

    [Fact]
    public void TheClustersSettingsArePassedOn()
    {
        var json = ScenarioReader.Read("""
            { "ClusterSettings": { "AutoCluster": { "ClusterId": "ingest", "Agent": { "TargetScenarios": ["ingest"], "AgentsCount": 2 } } },
              "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "ingest", "LoadSimulationsSettings": [ { "Inject": [1, "1s", "1s"] } ] } ] } }
            """, "file").ToJson();

        System.Text.Json.Nodes.JsonNode.Parse(json)!["ClusterSettings"]!["AutoCluster"]!["Agent"]!["AgentsCount"]!.GetValue<int>().ShouldBe(2);
        LoadPlan.Constant(1, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings()).ToJson().ShouldNotContain("ClusterSettings");
    }

    [Theory]
    [InlineData(6, 60)]
    [InlineData(0.25, 2.5)]
    [InlineData(0.05, 1)]
    public void StretchingMultipliesEveryTimeAndKeepsTheRate(double factor, double seconds)
    {
        var plan = LoadPlan.Constant(1_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(4), new LoadSettings()).Stretched(factor);

        plan.WarmUp.ShouldBe(TimeSpan.FromSeconds(4 * factor));
        plan.Scenarios[0].Stages.Single().ShouldBe(new LoadStage(false, 1_000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData(60, 333, 2)]
    [InlineData(1, 167, 1)]
    public void ScalingRoundsOnlyWhereAStageIsTooShort(int duration, int starts, int interval) =>
        LoadPlan.Constant(500, TimeSpan.FromSeconds(duration), TimeSpan.Zero, new LoadSettings()).Scaled(0.333).Scenarios[0].Stages.Single()
            .ShouldBe(new LoadStage(false, starts, TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(duration)));

    [Fact]
    public void ScalingMultipliesEveryRate() =>
        LoadPlan.Constant(1000, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings()).Scaled(0.25).Scenarios[0].Stages.Single().Rate.ShouldBe(250);
}

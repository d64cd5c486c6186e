namespace Ingest.LoadGen.Tests.Scenarios;

public class LoadPlanTests
{
    [Fact]
    public void AScenarioIsNBombersConfigWithItsOwnSettingsBeside()
    {
        var plan = LoadPlan.Parse("""
            // comments are fine
            { "TestName": "mix", "GlobalSettings": { "ScenariosSettings": [ {
                "ScenarioName": "ingest", "WarmUpDuration": "00:00:05",
                "LoadSimulationsSettings": [ { "RampingInject": [100, "00:00:01", "00:00:10"] }, { "Pause": "00:00:02" }, { "Inject": [200, "00:00:01", "00:00:30"] } ],
                "ThresholdSettings": [ { "OkLatency": "p99 < 50" } ],
                "CustomSettings": { "Devices": 50, "Producer": "naive", "InvalidPercent": 1.5, "Timeout": "00:00:03",
                  "Payloads": [ { "Weight": 9 }, { "Events": 100, "Format": "Envelope", "Encoding": "Gzip", "Padding": 500 } ] } } ] } }
            """, "file");

        (plan.Name, plan.WarmUp, plan.Stages.Count, plan.Thresholds.Count).ShouldBe(("mix", TimeSpan.FromSeconds(5), 3, 1));
        plan.Stages[1].ShouldBe(new LoadStage(false, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        (plan.Settings.Devices, plan.Settings.Producer, plan.Settings.Timeout).ShouldBe((50, "naive", TimeSpan.FromSeconds(3)));
        plan.Settings.Payloads[1].ShouldBe(new PayloadSettings { Events = 100, Format = BodyFormats.Envelope, Encoding = BodyEncoding.Gzip, Padding = 500 });
        var again = LoadPlan.Parse(plan.ToJson(), "again");
        again.Stages.ShouldBe(plan.Stages);
        again.Settings.Payloads.ShouldBe(plan.Settings.Payloads);
    }

    [Theory]
    [InlineData("""{}""", "no scenario named")]
    [InlineData("""{""", "file:")]
    [InlineData("""{"GlobalSettings":{"ScenariosSettings":[{"ScenarioName":"ingest"}]}}""", "LoadSimulationsSettings is missing")]
    [InlineData("""{"GlobalSettings":{"ScenariosSettings":[{"ScenarioName":"ingest","LoadSimulationsSettings":[{"KeepConstant":[1,"00:00:01"]}]}]}}""", "KeepConstant")]
    [InlineData("""{"GlobalSettings":{"ScenariosSettings":[{"ScenarioName":"ingest","LoadSimulationsSettings":[],"CustomSettings":{"Devises":1}}]}}""", "Devises")]
    [InlineData("""{"GlobalSettings":{"ScenariosSettings":[{"ScenarioName":"ingest","LoadSimulationsSettings":[],"CustomSettings":{"Devices":0}}]}}""", "Devices must be 1 to 1,000,000, but is 0")]
    public void WhatIsWrongIsNamed(string json, string expected) =>
        Should.Throw<ScenarioException>(() => LoadPlan.Parse(json, "file")).Message.ShouldContain(expected);

    [Fact]
    public void TheClustersSettingsArePassedOn()
    {
        var json = LoadPlan.Parse("""
            { "ClusterSettings": { "AutoCluster": { "ClusterId": "ingest", "Agent": { "TargetScenarios": ["ingest"], "AgentsCount": 2 } } },
              "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "ingest", "LoadSimulationsSettings": [] } ] } }
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
        plan.Stages.Single().ShouldBe(new LoadStage(false, 1_000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void ScalingMultipliesEveryRate() =>
        LoadPlan.Constant(1000, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings()).Scaled(0.25).Stages.Single().Rate.ShouldBe(250);
}

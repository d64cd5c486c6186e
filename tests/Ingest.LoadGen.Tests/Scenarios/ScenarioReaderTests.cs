namespace Ingest.LoadGen.Tests.Scenarios;

public class ScenarioReaderTests
{
    [Theory]
    [InlineData("""{}""", "mine.json:1: the scenario must have GlobalSettings, but has not.")]
    [InlineData("""{""", "mine.json:1: Expected depth")]
    [InlineData("""[]""", "mine.json:1: the scenario must be an object with $schema, TestSuite")]
    [InlineData("""{ "GlobalSettings": { "ScenariosSettings": [] } }""", "mine.json:1: GlobalSettings.ScenariosSettings is empty; it must have scenarios.")]
    [InlineData("""{ "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "" } ] } }""", "ScenarioName must be a string of more than blanks, on one line, but is \"\".")]
    [InlineData("""{ "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": " \t" } ] } }""", "ScenarioName must be a string of more than blanks")]
    [InlineData("""{ "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "ingest" } ] } }""", "must have LoadSimulationsSettings")]
    public void AFileThatIsNoScenarioIsToldWhy(string json, string expected) => ProblemOf(json).ShouldContain(expected);

    [Theory]
    [InlineData("ThresholdSetting", "[]", "ThresholdSetting is unknown; known are ScenarioName, WarmUpDuration, LoadSimulationsSettings, ThresholdSettings, MaxFailCount, CustomSettings.")]
    [InlineData("WarmUpDuratoin", "\"3s\"", "WarmUpDuratoin is unknown")]
    [InlineData("WarmUpDuration", "3", "WarmUpDuration must be a duration as 500ms, 30s, 5m, 1h or 00:00:30, but is 3.")]
    [InlineData("WarmUpDuration", "\"-3s\"", "WarmUpDuration must be 00:00:00 to 01:00:00, but is \"-3s\".")]
    [InlineData("MaxFailCount", "0", "MaxFailCount must be a whole number from 1 to 2,147,483,647, but is 0.")]
    [InlineData("MaxFailCount", "1.5", "MaxFailCount must be a whole number")]
    [InlineData("ThresholdSettings", """[{ "OkLatency": "p98 < 100" }]""", "OkLatency reads \"FIGURE OPERATOR NUMBER\" with a figure of Min, Mean, Max, P50, P75, P95, P99")]
    [InlineData("ThresholdSettings", """[{ "OkLatency": "p99 < NaN" }]""", "OkLatency reads")]
    [InlineData("ThresholdSettings", """[{ "OkLatencie": "p99 < 100" }]""", "OkLatencie is unknown; known are OkRequest")]
    [InlineData("ThresholdSettings", """[{ "AbortWhenErrorCount": 3 }]""", "must have one of OkRequest, FailRequest, OkLatency, FailLatency, OkDataTransfer, StatusCode, but has 0.")]
    [InlineData("ThresholdSettings", """[{ "StatusCode": ["500"] }]""", "StatusCode must be a list of 2 (status, check), but is one of 1.")]
    [InlineData("CustomSettings", """{ "Devises": 1 }""", "CustomSettings.Devises is unknown; known are Devices, Payloads,")]
    [InlineData("CustomSettings", """{ "Devices": 0 }""", "CustomSettings.Devices must be a whole number from 1 to 1,000,000, but is 0.")]
    [InlineData("CustomSettings", """{ "Devices": 1, "Devices": 2 }""", "CustomSettings.Devices is there twice.")]
    [InlineData("CustomSettings", """{ "Payloads": [] }""", "CustomSettings.Payloads is empty; it must have payloads.")]
    [InlineData("CustomSettings", """{ "Payloads": [{ "Events": 10, "Wieght": 2 }] }""", "CustomSettings.Payloads[0].Wieght is unknown")]
    [InlineData("CustomSettings", """{ "Timeout": "00:00:00" }""", "CustomSettings.Timeout must be")]
    [InlineData("CustomSettings", """{ "Producer": "" }""", "CustomSettings.Producer must be retry or naive, but is \"\".")]
    [InlineData("CustomSettings", """{ "FindCapacity": { "From": 100, "To": 50 } }""", "FindCapacity.To must be a whole number from 100 to 1,000,000, but is 50.")]
    public void WhatIsWrongWithAScenarioIsSaidWithFileLineAndKey(string key, string value, string expected)
    {
        var problem = ProblemOf(Scenario($"\"{key}\": {value}"));

        problem.ShouldStartWith("mine.json:5: GlobalSettings.ScenariosSettings[0].");
        problem.ShouldContain(expected);
        problem.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("""{ "Inject": [10, "00:00:00", "00:01:00"] }""", "Inject[1] must be 00:00:00.0100000 to 7.00:00:00, but is \"00:00:00\".")]
    [InlineData("""{ "Inject": [10, "00:00:00.0000001", "00:01:00"] }""", "Inject[1] must be")]
    [InlineData("""{ "Inject": [10, "10ms", "7.00:00:00"] }""", "has 60,480,000 intervals, but may have 1,000,000: make them longer.")]
    [InlineData("""{ "Inject": [-10, "1s", "1m"] }""", "Inject[0] must be a number from 0 to 1,000,000, but is -10.")]
    [InlineData("""{ "Inject": [1000000, "10ms", "1m"] }""", "Inject[0] must not be more than 1,000,000 a second")]
    [InlineData("""{ "Inject": [10, "1s"] }""", "Inject must be a list of 3 (rate, interval, during), but is one of 2.")]
    [InlineData("""{ "Inject": [10, "2m", "1m"] }""", "Inject[1] must not be longer than the stage, which lasts 00:01:00, but is \"2m\".")]
    [InlineData("""{ "Inject": [0.3, "1s", "5s"] }""", "Inject[0] is no whole number within 00:00:05.")]
    [InlineData("""{ "RampingInject": [10.5, "1s", "1m"] }""", "RampingInject[0] must be a whole number")]
    [InlineData("""{ "Pause": "0s" }""", "Pause must be 00:00:01 to 7.00:00:00, but is \"0s\".")]
    [InlineData("""{ "Pause": "10s" }""", "LoadSimulationsSettings starts no POST.")]
    [InlineData("""{ "KeepConstant": [1, "1s"] }""", "KeepConstant is unknown; known are Inject, RampingInject, Pause.")]
    [InlineData("""{ "Inject": [10, "1s", "1m"], "Pause": "1s" }""", "must have one of Inject, RampingInject, Pause, but has 2.")]
    [InlineData("", "LoadSimulationsSettings is empty; it must have load simulations.")]
    public void ALoadThatCannotBeIsRefused(string simulation, string expected) => ProblemOf(Scenario("", simulation)).ShouldContain(expected);

    [Theory]
    [InlineData("\"ReportingInterval\": \"4s\"", "GlobalSettings.ReportingInterval must be 00:00:05 to 01:00:00, but is \"4s\".")]
    [InlineData("\"ReportFormats\": [\"Pdf\"]", "GlobalSettings.ReportFormats[0] must be Html or Md or Csv or Txt, but is \"Pdf\".")]
    [InlineData("\"ReportFolder\": \"x\"", "GlobalSettings.ReportFolder is unknown")]
    public void WhatNBomberWouldTakeAndARunWouldPassOverIsRefused(string setting, string expected) =>
        ProblemOf(Scenario("", global: setting)).ShouldContain(expected);

    [Fact]
    public void AFileOfAnySizeIsReadInBoundedMemory() => ProblemOf($"// {new string('x', 2_000_000)}\n{{}}").ShouldBe("mine.json has 2,000,006 bytes; a scenario has at most 1,048,576.");

    [Fact]
    public void WhatNBomberDocumentsIsPassedOn()
    {
        var plan = ScenarioReader.Read(Scenario("\"MaxFailCount\": 7, \"WarmUpDuration\": \"1.5s\"", global: "\"ReportingInterval\": \"30s\", \"ReportFormats\": [\"md\"]"), "folder/mine.json");

        (plan.Name, plan.Scenarios[0].MaxFailCount, plan.ReportingInterval, plan.WarmUp).ShouldBe(("mine", 7, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1.5)));
        var global = System.Text.Json.Nodes.JsonNode.Parse(plan.ToJson())!["GlobalSettings"]!;
        (global["ReportingInterval"]!.ToString(), global["ReportFormats"]!.ToJsonString()).ShouldBe(("00:00:30", "[\"Md\"]"));
        global["ScenariosSettings"]![0]!["MaxFailCount"]!.GetValue<int>().ShouldBe(7);
    }

    [Theory]
    [InlineData("0.5", 1, 2)]
    [InlineData("2.5", 5, 2)]
    [InlineData("33.3", 333, 10)]
    [InlineData("0", 0, 1)]
    public void ARateThatIsNotWholeIsCountedInLongerIntervals(string rate, int starts, int seconds)
    {
        var stage = ScenarioReader.Read(Scenario("", $$"""{ "Inject": [{{rate}}, "1s", "1m"] }, { "Inject": [1, "1s", "1s"] }"""), "mine").Scenarios[0].Stages[0];

        stage.ShouldBe(new LoadStage(false, starts, TimeSpan.FromSeconds(seconds), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void SeveralScenariosShareWhatIsOfTheWholeRun()
    {
        var plan = ScenarioReader.Read(Several("""{ "Producer": "naive" }""", """{ "Devices": 7, "DeliveredPercent": 99, "Timeout": "1s" }"""), "mine");

        plan.Scenarios.Select(s => (s.Name, s.Settings.Devices, s.Settings.DeliveredPercent, s.Settings.Producer, s.Settings.Timeout.TotalSeconds)).ShouldBe([("a", 7, 99, "naive", 15), ("b", 7, 99, "retry", 1)]);
        ScenarioReader.Read(plan.ToJson(), "mine").ToJson().ShouldBe(plan.ToJson());
    }

    [Theory]
    [InlineData("""{ "Devices": 7 }""", """{ "Devices": 8 }""", "b", "ScenariosSettings[1].CustomSettings.Devices is of the whole run, so it must be 7 as in \"a\", but is 8.")]
    [InlineData("{}", """{ "FindCapacity": {} }""", "b", "ScenariosSettings must be one scenario, as it has FindCapacity.")]
    [InlineData("{}", "{}", "a", "ScenariosSettings[1].ScenarioName must be another than those before, but is \"a\".")]
    public void ScenariosThatCannotRunSideBySideAreRefused(string first, string second, string name, string expected) => ProblemOf(Several(first, second, name)).ShouldContain(expected);

    private static string Several(string first, string second, string name = "b") => $$"""
        { "GlobalSettings": { "ScenariosSettings": [
          { "ScenarioName": "a", "LoadSimulationsSettings": [ { "Inject": [1, "1s", "1s"] } ], "CustomSettings": {{first}} },
          { "ScenarioName": "{{name}}", "LoadSimulationsSettings": [ { "Inject": [1, "1s", "1s"] } ], "CustomSettings": {{second}} } ] } }
        """;

    private static string ProblemOf(string json) => Should.Throw<ScenarioException>(() => ScenarioReader.Read(json, "mine.json")).Message;

    /// <param name="members">Stand on the fifth line.</param>
    internal static string Scenario(string members, string simulation = """{ "Inject": [1, "1s", "1s"] }""", string global = "") => $$"""
        // a comment
        { "GlobalSettings": { {{(global.Length > 0 ? global + "," : "")}} "ScenariosSettings": [ {
          "ScenarioName": "ingest",
          "LoadSimulationsSettings": [ {{simulation}} ],
          {{members}}
        } ] } }
        """;
}

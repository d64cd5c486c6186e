namespace Ingest.LoadGen.Scenarios;

/// <summary>The keys that a scenario may have. scenario.schema.json has the same.</summary>
internal static class ScenarioKeys
{
    public static readonly string[] Root = ["$schema", "TestSuite", "TestName", "GlobalSettings", "ClusterSettings"];
    public static readonly string[] Global = ["ScenariosSettings", "ReportingInterval", "ReportFormats"];
    public static readonly string[] Scenario = ["ScenarioName", "WarmUpDuration", "LoadSimulationsSettings", "ThresholdSettings", "MaxFailCount", "CustomSettings"];
    public static readonly string[] Simulation = ["Inject", "RampingInject", "Pause"];
    public static readonly string[] Threshold = [.. ScenarioThresholds.Kinds, "AbortWhenErrorCount", "StartCheckAfter"];
    public static readonly string[] Settings = ["Devices", "Payloads", "InvalidPercent", "Producer", "Timeout", "Connections", "DeliveredPercent", "RecoverySeconds", "CreepPercent", "FindCapacity"];
    /// <summary>Of the whole run: a scenario that has one has the same as the others.</summary>
    public static readonly string[] RunSettings = ["Devices", "DeliveredPercent", "RecoverySeconds", "CreepPercent"];
    public static readonly string[] Payload = ["Weight", "Events", "Padding", "Format", "Encoding"];
    public static readonly string[] Search = ["From", "To", "P99Ms", "FailPercent", "AnsweredPercent", "AtLeast"];
    public static readonly string[] ReportFormats = ["Html", "Md", "Csv", "Txt"];
}

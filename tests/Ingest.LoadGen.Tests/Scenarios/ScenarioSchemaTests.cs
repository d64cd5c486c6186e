using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Ingest.LoadGen.Tests.Scenarios;

/// <summary>The schema that editors check scenarios with, held against the reader.</summary>
public class ScenarioSchemaTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenario.schema.json"));
    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);

    [Fact]
    public void SchemaAndReaderKnowTheSameKeys()
    {
        var root = JsonNode.Parse(Text)!;
        var definitions = root["$defs"]!;

        Keys(root).ShouldBe(ScenarioKeys.Root, ignoreOrder: true);
        Keys(root["properties"]!["GlobalSettings"]!).ShouldBe(ScenarioKeys.Global, ignoreOrder: true);
        foreach (var (name, keys) in new[]
                 {
                     ("scenario", ScenarioKeys.Scenario), ("simulation", ScenarioKeys.Simulation), ("threshold", ScenarioKeys.Threshold),
                     ("settings", ScenarioKeys.Settings), ("payload", ScenarioKeys.Payload), ("search", ScenarioKeys.Search)
                 }) Keys(definitions[name]!).ShouldBe(keys, ignoreOrder: true);
        Named(definitions["payload"]!["properties"]!["Format"]!).ShouldBe(BodyFormats.Names);
        Named(definitions["payload"]!["properties"]!["Encoding"]!).ShouldBe(Enum.GetNames<BodyEncoding>());
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void EveryScenarioOfTheRepositoryKeepsTheSchema(string name) => Keeps(File.ReadAllText(Path.Combine(Folder(), $"{name}.json"))).ShouldBeTrue();

    /// <summary>The settings that have a range or a list, one at a time, inside and outside of it.</summary>
    [Theory]
    [InlineData("\"MaxFailCount\": 1")]
    [InlineData("\"MaxFailCount\": 0")]
    [InlineData("\"MaxFailCount\": 2.5")]
    [InlineData("\"WarmUpDuration\": \"00:00:03\"")]
    [InlineData("\"WarmUpDuration\": \"3\"")]
    [InlineData("\"WarmUpDuration\": \"three\"")]
    [InlineData("\"WarmUpDuration\": \"1.5m\"")]
    [InlineData("\"Warmup\": \"1s\"")]
    [InlineData("\"ThresholdSettings\": []")]
    [InlineData("\"ThresholdSettings\": [{}]")]
    [InlineData("\"ThresholdSettings\": [{ \"OkLatency\": \"p99 < 100\", \"AbortWhenErrorCount\": 2, \"StartCheckAfter\": \"10s\" }]")]
    [InlineData("\"ThresholdSettings\": [{ \"OkLatency\": \"p98 < 100\" }]")]
    [InlineData("\"ThresholdSettings\": [{ \"OkLatency\": \"p99 < 100\", \"FailRequest\": \"Percent < 1\" }]")]
    [InlineData("\"ThresholdSettings\": [{ \"FailRequest\": \"rps <= 0.5\" }, { \"StatusCode\": [\"500\", \"Percent < 5\"] }]")]
    [InlineData("\"ThresholdSettings\": [{ \"StatusCode\": [\"500\", \"RPS < 5\"] }]")]
    [InlineData("\"CustomSettings\": { \"Devices\": 1000000, \"InvalidPercent\": 0.5, \"Producer\": \"naive\", \"Timeout\": \"3s\", \"Connections\": 5 }")]
    [InlineData("\"CustomSettings\": { \"Devices\": 1000001 }")]
    [InlineData("\"CustomSettings\": { \"Devices\": \"5\" }")]
    [InlineData("\"CustomSettings\": { \"InvalidPercent\": 101 }")]
    [InlineData("\"CustomSettings\": { \"Producer\": \"eager\" }")]
    [InlineData("\"CustomSettings\": { \"Connections\": 0 }")]
    [InlineData("\"CustomSettings\": { \"DeliveredPercent\": 100, \"RecoverySeconds\": 30, \"CreepPercent\": 50 }")]
    [InlineData("\"CustomSettings\": { \"DeliveredPercent\": -1 }")]
    [InlineData("\"CustomSettings\": { \"Payloads\": [] }")]
    [InlineData("\"CustomSettings\": { \"Payloads\": [{ \"Weight\": 2, \"Events\": 10, \"Padding\": 5, \"Format\": \"Ndjson\", \"Encoding\": \"Gzip\" }] }")]
    [InlineData("\"CustomSettings\": { \"Payloads\": [{ \"Events\": 0 }] }")]
    [InlineData("\"CustomSettings\": { \"Payloads\": [{ \"Format\": \"Csv\" }] }")]
    [InlineData("\"CustomSettings\": { \"FindCapacity\": { \"From\": 5, \"To\": 10, \"P99Ms\": 1.5, \"FailPercent\": 0, \"AnsweredPercent\": 97, \"AtLeast\": 0 } }")]
    [InlineData("\"CustomSettings\": { \"FindCapacity\": { \"From\": 0 } }")]
    [InlineData("\"CustomSettings\": { \"FindCapacity\": { \"Fom\": 5 } }")]
    [InlineData("\"CustomSettings\": 5")]
    public void SchemaAndReaderAgree(string members)
    {
        var json = ScenarioReaderTests.Scenario(members);

        Keeps(json).ShouldBe(Reads(json));
    }

    [Theory]
    [InlineData("""{ "Inject": [10, "1s"] }""")]
    [InlineData("""{ "Inject": [-1, "1s", "1s"] }""")]
    [InlineData("""{ "Inject": [1.5, "1s", "10s"] }, { "RampingInject": [0, "1s", "10s"] }, { "Pause": "1s" }""")]
    [InlineData("""{ "Inject": ["10", "1s", "1s"] }""")]
    [InlineData("""{ "Inject": [10, 1, "1s"] }""")]
    [InlineData("""{ "KeepConstant": [1, "1s"] }""")]
    [InlineData("""{ "Inject": [10, "1s", "1m"], "Pause": "1s" }""")]
    [InlineData("")]
    public void SchemaAndReaderAgreeOnLoads(string simulations)
    {
        var json = ScenarioReaderTests.Scenario("", simulations);

        Keeps(json).ShouldBe(Reads(json));
    }

    public static TheoryData<string> Scenarios => [.. Directory.GetFiles(Folder(), "*.json").Select(f => Path.GetFileNameWithoutExtension(f))];

    private static bool Keeps(string json) => Schema.Evaluate(JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })).IsValid;

    private static bool Reads(string json)
    {
        try
        {
            ScenarioReader.Read(json, "file");
            return true;
        }
        catch (ScenarioException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Keys(JsonNode schema) => schema["properties"]!.AsObject().Select(p => p.Key);

    private static IEnumerable<string> Named(JsonNode schema) => schema["enum"]!.AsArray().Select(v => v!.GetValue<string>());

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Ingest.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "perf", "scenarios");
    }
}

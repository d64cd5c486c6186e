using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Scenarios;

/// <summary>
/// A scenario: NBomber's JSON config, whose own keys NBomber reads (LoadSimulationsSettings, WarmUpDuration,
/// ThresholdSettings, MaxFailCount), with the load generator's under CustomSettings (<see cref="LoadSettings"/>).
/// </summary>
internal sealed record LoadPlan
{
    /// <summary>The name of NBomber's scenario in every plan.</summary>
    public const string ScenarioName = "ingest";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(), new BodyFormatConverter() }
    };

    public required string Name { get; init; }
    public required TimeSpan WarmUp { get; init; }
    public required IReadOnlyList<LoadStage> Stages { get; init; }
    public required LoadSettings Settings { get; init; }

    /// <summary>NBomber's own syntax, passed on.</summary>
    public JsonArray Thresholds { get; init; } = [];

    /// <summary>The plan itself says how many events or requests may fail; if it does not, none may.</summary>
    public bool AllowsFailures => Settings.DeliveredPercent is not null || Settings.FindCapacity is not null
        || Thresholds.OfType<JsonObject>().Any(t => t.ContainsKey("FailRequest") || t["OkRequest"]?.ToString().Contains("Percent", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>NBomber Cluster's own settings, passed on; null for a run of one machine.</summary>
    public JsonNode? Cluster { get; init; }

    /// <summary>A constant rate, from the command line's numbers.</summary>
    public static LoadPlan Constant(int rate, TimeSpan duration, TimeSpan warmUp, LoadSettings settings) => new()
    {
        Name = "steady",
        WarmUp = warmUp,
        Stages = [new LoadStage(false, rate, Second, duration)],
        Settings = settings
    };

    /// <summary>Reads a scenario. Throws <see cref="ScenarioException"/> naming what is wrong.</summary>
    public static LoadPlan Parse(string json, string name)
    {
        try
        {
            var root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
            var scenario = root["GlobalSettings"]?["ScenariosSettings"]?.AsArray().FirstOrDefault(s => s?["ScenarioName"]?.GetValue<string>() == ScenarioName)
                ?? throw new ScenarioException($"{name}: GlobalSettings.ScenariosSettings has no scenario named \"{ScenarioName}\".");
            return new LoadPlan
            {
                Name = root["TestName"]?.GetValue<string>() ?? name,
                WarmUp = scenario["WarmUpDuration"] is { } warmUp ? Duration(warmUp) : TimeSpan.Zero,
                Stages = [.. (scenario["LoadSimulationsSettings"]?.AsArray() ?? throw new ScenarioException($"{name}: LoadSimulationsSettings is missing.")).Select(s => Stage(s!, name))],
                Settings = Checked(scenario["CustomSettings"]?.Deserialize<LoadSettings>(Json) ?? new LoadSettings(), name),
                Thresholds = scenario["ThresholdSettings"]?.DeepClone().AsArray() ?? [],
                Cluster = root["ClusterSettings"]?.DeepClone()
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new ScenarioException($"{name}: {exception.Message}");
        }
    }

    /// <summary>The plan as NBomber's JSON config: what a report keeps, and what a run loads.</summary>
    public string ToJson()
    {
        var config = new JsonObject
        {
            ["TestSuite"] = "ingest",
            ["TestName"] = Name,
            ["GlobalSettings"] = new JsonObject
            {
                ["ScenariosSettings"] = new JsonArray(new JsonObject
                {
                    ["ScenarioName"] = ScenarioName,
                    ["WarmUpDuration"] = WarmUp.ToString("c", CultureInfo.InvariantCulture),
                    ["LoadSimulationsSettings"] = new JsonArray([.. Stages.Select(Stage)]),
                    ["ThresholdSettings"] = Thresholds.DeepClone(),
                    // The run ends by its schedule or its thresholds: failures are what some scenarios are for.
                    ["MaxFailCount"] = int.MaxValue,
                    ["CustomSettings"] = JsonSerializer.SerializeToNode(Settings, Json)
                })
            }
        };
        if (Cluster is not null) config["ClusterSettings"] = Cluster.DeepClone();
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>All rates times <paramref name="factor"/>.</summary>
    public LoadPlan Scaled(double factor) => this with
    {
        Stages = [.. Stages.Select(s => s with { Rate = (int)Math.Round(s.Rate * factor, MidpointRounding.AwayFromZero) })]
    };

    /// <summary>All times, the warm-up included, times <paramref name="factor"/>; a stage lasts a second at least.</summary>
    public LoadPlan Stretched(double factor) => this with
    {
        WarmUp = WarmUp * factor,
        Stages = [.. Stages.Select(s => s.Lasting(s.During * factor))]
    };

    private static TimeSpan Second => TimeSpan.FromSeconds(1);

    private static LoadStage Stage(JsonNode simulation, string name)
    {
        var (kind, value) = simulation.AsObject().First();
        var values = value is JsonArray array ? array : [value?.DeepClone()];
        return kind switch
        {
            "Inject" => new LoadStage(false, values[0]!.GetValue<int>(), Duration(values[1]!), Duration(values[2]!)),
            "RampingInject" => new LoadStage(true, values[0]!.GetValue<int>(), Duration(values[1]!), Duration(values[2]!)),
            "Pause" => new LoadStage(false, 0, Second, Duration(values[0]!)),
            _ => throw new ScenarioException($"{name}: load simulation \"{kind}\" is not an open one; known are Inject, RampingInject and Pause.")
        };
    }

    private static JsonNode Stage(LoadStage stage) => stage switch
    {
        { Rate: 0, Ramps: false } => new JsonObject { ["Pause"] = Text(stage.During) },
        _ => new JsonObject { [stage.Ramps ? "RampingInject" : "Inject"] = new JsonArray(stage.Rate, Text(stage.Interval), Text(stage.During)) }
    };

    private static LoadSettings Checked(LoadSettings settings, string name)
    {
        if (settings.Devices is < 1 or > 1_000_000) throw new ScenarioException($"{name}: Devices must be 1 to 1,000,000, but is {settings.Devices}.");
        if (settings.Payloads.Count == 0) throw new ScenarioException($"{name}: Payloads is empty; leave it out for single events.");
        foreach (var payload in settings.Payloads)
        {
            if (payload.Events is < 1 or > 10_000) throw new ScenarioException($"{name}: Events of a payload must be 1 to 10,000, but is {payload.Events}.");
            if (payload.Weight is < 1 or > 1_000) throw new ScenarioException($"{name}: Weight of a payload must be 1 to 1,000, but is {payload.Weight}.");
            if (payload.Padding is < 0 or > 6_000_000) throw new ScenarioException($"{name}: Padding of a payload must be 0 to 6,000,000, but is {payload.Padding}.");
        }
        if (settings.InvalidPercent is < 0 or > 100) throw new ScenarioException($"{name}: InvalidPercent must be 0 to 100, but is {settings.InvalidPercent}.");
        if (settings.Producer is not ("retry" or "naive")) throw new ScenarioException($"{name}: Producer is \"retry\" or \"naive\", but is \"{settings.Producer}\".");
        return settings;
    }

    private static JsonNode Text(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);

    private static TimeSpan Duration(JsonNode text) => TimeSpan.Parse(text.GetValue<string>(), CultureInfo.InvariantCulture);
}

/// <summary>A scenario that can't be run, in a sentence for its author.</summary>
internal sealed class ScenarioException(string message) : Exception(message);

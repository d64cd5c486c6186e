using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Scenarios;

/// <summary>
/// A scenario: NBomber's JSON config, whose own keys NBomber reads (LoadSimulationsSettings, WarmUpDuration,
/// ThresholdSettings, MaxFailCount, ReportingInterval, ReportFormats), with the load generator's under CustomSettings (<see cref="LoadSettings"/>).
/// </summary>
internal sealed record LoadPlan
{
    /// <summary>The name of NBomber's scenario in every plan.</summary>
    public const string ScenarioName = "ingest";

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
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

    /// <summary>Failed requests at which NBomber stops the run; null for none. NBomber's own default of 5,000 would end the scenarios that fail on purpose.</summary>
    public int? MaxFailCount { get; init; }

    /// <summary>How often NBomber checks the thresholds; null for its default of 5 s, which is the least too.</summary>
    public TimeSpan? ReportingInterval { get; init; }

    /// <summary>In which formats NBomber's own report is written; null for all.</summary>
    public IReadOnlyList<string>? ReportFormats { get; init; }

    /// <summary>A constant rate, from the command line's numbers.</summary>
    public static LoadPlan Constant(double rate, TimeSpan duration, TimeSpan warmUp, LoadSettings settings) => new()
    {
        Name = "steady",
        WarmUp = warmUp,
        Stages = [LoadStage.Constant(rate, TimeSpan.FromSeconds(1), duration)],
        Settings = settings
    };

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
                    [nameof(MaxFailCount)] = MaxFailCount ?? int.MaxValue,
                    ["CustomSettings"] = JsonSerializer.SerializeToNode(Settings, Json)
                })
            }
        };
        var global = config["GlobalSettings"]!;
        if (ReportingInterval is { } interval) global[nameof(ReportingInterval)] = Text(interval);
        if (ReportFormats is not null) global[nameof(ReportFormats)] = new JsonArray([.. ReportFormats.Select(f => JsonValue.Create(f))]);
        if (Cluster is not null) config["ClusterSettings"] = Cluster.DeepClone();
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>This plan, which scales have not made one that can't be run.</summary>
    /// <exception cref="ScenarioException">They have.</exception>
    public LoadPlan Runnable()
    {
        foreach (var stage in Stages)
        {
            if (stage.PerSecond > ScenarioReader.MaxRate) throw new ScenarioException($"A rate must be 1,000,000 a second at most, but is {stage.PerSecond:N0}.");
            if (stage.Interval > stage.During) throw new ScenarioException($"A rate of {stage.PerSecond:0.###} a second makes no whole number of POSTs in {stage.During.TotalSeconds:0.#} s; choose a longer duration or another rate.");
        }
        if (ScenarioReader.Intervals(Stages) is > ScenarioReader.MaxIntervals and var intervals) throw new ScenarioException($"The load has {intervals:N0} intervals, but may have {ScenarioReader.MaxIntervals:N0}; choose a smaller --time-scale.");
        return this;
    }

    /// <summary>All rates times <paramref name="factor"/>; a stage too short for what comes of it has whole starts an interval.</summary>
    public LoadPlan Scaled(double factor)
    {
        // A ramp begins at the number before it, whatever its interval: with ramps, all intervals stay.
        var ramps = Stages.Any(s => s.Ramps);
        return this with { Stages = [.. Stages.Select(s => factor == 1 || s.Rate == 0 ? s : ramps ? s.Rounded(factor) : s.Times(factor))] };
    }

    /// <summary>All times, the warm-up included, times <paramref name="factor"/>; a stage lasts a second at least.</summary>
    public LoadPlan Stretched(double factor) => this with
    {
        WarmUp = WarmUp * factor,
        Stages = [.. Stages.Select(s => s.Lasting(s.During * factor))]
    };

    private static JsonNode Stage(LoadStage stage) => stage switch
    {
        { Rate: 0, Ramps: false } => new JsonObject { ["Pause"] = Text(stage.During) },
        _ => new JsonObject { [stage.Ramps ? "RampingInject" : "Inject"] = new JsonArray(stage.Rate, Text(stage.Interval), Text(stage.During)) }
    };

    private static JsonNode Text(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
}

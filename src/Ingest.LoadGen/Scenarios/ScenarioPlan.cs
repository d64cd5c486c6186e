using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Scenarios;

/// <summary>One of NBomber's scenarios: who posts what and how often. Several of a plan run side by side.</summary>
internal sealed record ScenarioPlan
{
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

    /// <summary>Failures at which NBomber stops the run; null for none. NBomber's own default of 5,000 would end the scenarios that fail on purpose.</summary>
    public int? MaxFailCount { get; init; }

    public double PeakPerSecond => Stages.Max(s => s.PerSecond);

    /// <summary>The scenario itself says how many events or requests may fail; if it does not, none may.</summary>
    public bool AllowsFailures => Settings.DeliveredPercent is not null || Settings.FindCapacity is not null
        || Thresholds.OfType<JsonObject>().Any(t => t.ContainsKey("FailRequest") || t["OkRequest"]?.ToString().Contains("Percent", StringComparison.OrdinalIgnoreCase) == true);

    public JsonObject ToJson() => new()
    {
        ["ScenarioName"] = Name,
        ["WarmUpDuration"] = Text(WarmUp),
        ["LoadSimulationsSettings"] = new JsonArray([.. Stages.Select(Stage)]),
        ["ThresholdSettings"] = Thresholds.DeepClone(),
        [nameof(MaxFailCount)] = MaxFailCount ?? int.MaxValue,
        ["CustomSettings"] = JsonSerializer.SerializeToNode(Settings, Json)
    };

    /// <exception cref="ScenarioException">Scales have made it one that can't be run.</exception>
    public void Check()
    {
        foreach (var stage in Stages)
        {
            if (stage.PerSecond > ScenarioReader.MaxRate) throw new ScenarioException($"A rate must be 1,000,000 a second at most, but is {stage.PerSecond:N0}.");
            if (stage.Interval > stage.During) throw new ScenarioException($"A rate of {stage.PerSecond:0.###} a second makes no whole number of POSTs in {stage.During.TotalSeconds:0.#} s; choose a longer duration or another rate.");
        }
        if (ScenarioReader.Intervals(Stages) is > ScenarioReader.MaxIntervals and var intervals) throw new ScenarioException($"The load has {intervals:N0} intervals, but may have {ScenarioReader.MaxIntervals:N0}; choose a smaller --time-scale.");
    }

    public ScenarioPlan Scaled(double factor)
    {
        // A ramp begins at the number before it, whatever its interval: with ramps, all intervals stay.
        var ramps = Stages.Any(s => s.Ramps);
        return this with { Stages = [.. Stages.Select(s => factor == 1 || s.Rate == 0 ? s : ramps ? s.Rounded(factor) : s.Times(factor))] };
    }

    public ScenarioPlan Stretched(double factor) => this with
    {
        WarmUp = WarmUp * factor,
        Stages = [.. Stages.Select(s => s.Lasting(s.During * factor))]
    };

    private static JsonNode Stage(LoadStage stage) => stage switch
    {
        { Rate: 0, Ramps: false } => new JsonObject { ["Pause"] = Text(stage.During) },
        _ => new JsonObject { [stage.Ramps ? "RampingInject" : "Inject"] = new JsonArray(stage.Rate, Text(stage.Interval), Text(stage.During)) }
    };

    internal static JsonNode Text(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
}

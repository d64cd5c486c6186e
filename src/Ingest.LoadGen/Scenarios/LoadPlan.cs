using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.LoadGen.Scenarios;

/// <summary>
/// A load: NBomber's JSON config, whose own keys NBomber reads (LoadSimulationsSettings, WarmUpDuration, ThresholdSettings,
/// MaxFailCount, ReportingInterval, ReportFormats), with the load generator's under each scenario's CustomSettings (<see cref="LoadSettings"/>).
/// </summary>
internal sealed record LoadPlan
{
    public required string Name { get; init; }

    /// <summary>One at least; they start together.</summary>
    public required IReadOnlyList<ScenarioPlan> Scenarios { get; init; }

    /// <summary>NBomber Cluster's own settings, passed on; null for a run of one machine.</summary>
    public JsonNode? Cluster { get; init; }

    /// <summary>How often NBomber checks the thresholds; null for its default of 5 s, which is the least too.</summary>
    public TimeSpan? ReportingInterval { get; init; }

    /// <summary>In which formats NBomber's own report is written; null for all.</summary>
    public IReadOnlyList<string>? ReportFormats { get; init; }

    /// <summary>The settings that are of the whole run, and so alike in all scenarios: <see cref="ScenarioKeys.RunSettings"/>.</summary>
    public LoadSettings Settings => Scenarios[0].Settings;

    /// <summary>NBomber begins no scenario's load before all have warmed up.</summary>
    public TimeSpan WarmUp => Scenarios.Max(s => s.WarmUp);

    /// <summary>A constant rate, from the command line's numbers.</summary>
    public static LoadPlan Constant(double rate, TimeSpan duration, TimeSpan warmUp, LoadSettings settings) => new()
    {
        Name = "steady",
        Scenarios = [new ScenarioPlan { Name = "ingest", WarmUp = warmUp, Stages = [LoadStage.Constant(rate, TimeSpan.FromSeconds(1), duration)], Settings = settings }]
    };

    /// <summary>With every scenario changed.</summary>
    public LoadPlan Each(Func<ScenarioPlan, ScenarioPlan> change) => this with { Scenarios = [.. Scenarios.Select(change)] };

    /// <summary>The plan as NBomber's JSON config: what a report keeps, and what a run loads.</summary>
    public string ToJson()
    {
        var global = new JsonObject { ["ScenariosSettings"] = new JsonArray([.. Scenarios.Select(s => s.ToJson())]) };
        if (ReportingInterval is { } interval) global[nameof(ReportingInterval)] = ScenarioPlan.Text(interval);
        if (ReportFormats is not null) global[nameof(ReportFormats)] = new JsonArray([.. ReportFormats.Select(f => JsonValue.Create(f))]);
        var config = new JsonObject { ["TestSuite"] = "ingest", ["TestName"] = Name, ["GlobalSettings"] = global };
        if (Cluster is not null) config["ClusterSettings"] = Cluster.DeepClone();
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>This plan, which scales have not made one that can't be run.</summary>
    /// <exception cref="ScenarioException">They have.</exception>
    public LoadPlan Runnable()
    {
        foreach (var scenario in Scenarios) scenario.Check();
        return this;
    }

    /// <summary>All rates times <paramref name="factor"/>; a stage too short for what comes of it has whole starts an interval.</summary>
    public LoadPlan Scaled(double factor) => Each(s => s.Scaled(factor));

    /// <summary>All times, the warm-up included, times <paramref name="factor"/>; a stage lasts a second at least.</summary>
    public LoadPlan Stretched(double factor) => Each(s => s.Stretched(factor));
}

using System.Text.Json.Nodes;
using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Scenarios;

/// <summary>
/// Reads a scenario file and refuses, in a sentence with file, line and key, whatever would be passed over or can't be run.
/// </summary>
internal static class ScenarioReader
{
    internal const int MaxRate = 1_000_000;
    // An interval costs some bytes; this many are 11 days of seconds.
    internal const long MaxIntervals = 1_000_000;
    // The shortest that the generator's timing can tell apart from another.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="json">The file's content.</param>
    /// <param name="file">Its name, for sentences; without a TestName the plan is called so, too.</param>
    /// <exception cref="ScenarioException">It can't be run as it is.</exception>
    public static LoadPlan Read(string json, string file)
    {
        var root = ScenarioNode.Parse(json, file).Object(ScenarioKeys.Root);
        var global = root.Required("GlobalSettings").Object(ScenarioKeys.Global);
        var scenarios = global.Required("ScenariosSettings");
        root["TestSuite"]?.Text();
        var plans = new List<ScenarioPlan>();
        foreach (var scenario in scenarios.Items("scenarios"))
        {
            var plan = Scenario(scenario);
            if (plans.Exists(p => p.Name == plan.Name)) throw scenario["ScenarioName"]!.Wrong($"must be another than those before, but is \"{plan.Name}\"");
            plans.Add(plan);
        }
        if (plans.Count > 1 && plans.Exists(p => p.Settings.FindCapacity is not null)) throw scenarios.Wrong("must be one scenario, as it has FindCapacity");
        return new LoadPlan
        {
            Name = root["TestName"]?.Text() ?? Path.GetFileNameWithoutExtension(file),
            Scenarios = OfOneRun(plans, scenarios.Items("scenarios")),
            ReportingInterval = global["ReportingInterval"]?.Duration(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
            ReportFormats = global["ReportFormats"]?.Items("formats").Select(f => f.OneOf(ScenarioKeys.ReportFormats)).ToArray(),
            Cluster = root["ClusterSettings"]?.Copy()
        };
    }

    /// <summary>What is of the whole run goes to all scenarios from the first that has it.</summary>
    private static ScenarioPlan[] OfOneRun(List<ScenarioPlan> plans, IReadOnlyList<ScenarioNode> scenarios)
    {
        var given = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in ScenarioKeys.RunSettings)
            for (var index = 0; index < plans.Count; index++)
            {
                if (scenarios[index]["CustomSettings"]?[key] is not { } value || given.TryAdd(key, index)) continue;
                var before = scenarios[given[key]]["CustomSettings"]![key]!;
                if (value.ToString() != before.ToString()) throw value.Wrong($"is of the whole run, so it must be {before} as in \"{plans[given[key]].Name}\", but is {value}");
            }
        return [.. plans.Select(p => p with
        {
            Settings = p.Settings with { Devices = From("Devices").Devices, DeliveredPercent = From("DeliveredPercent").DeliveredPercent, RecoverySeconds = From("RecoverySeconds").RecoverySeconds, CreepPercent = From("CreepPercent").CreepPercent }
        })];

        LoadSettings From(string key) => plans[given.GetValueOrDefault(key)].Settings;
    }

    private static ScenarioPlan Scenario(ScenarioNode scenario)
    {
        scenario.Object(ScenarioKeys.Scenario);
        var name = scenario.Required("ScenarioName").Text();
        var simulations = scenario.Required("LoadSimulationsSettings");
        var stages = simulations.Items("load simulations").Select(Stage).ToArray();
        if (stages.All(s => s.Rate == 0)) throw simulations.Wrong("starts no POST");
        if (Intervals(stages) is > MaxIntervals and var intervals) throw simulations.Wrong($"has {intervals:N0} intervals, but may have {MaxIntervals:N0}: make them longer");
        var settings = scenario["CustomSettings"] is { } custom ? Settings(custom) : new LoadSettings();
        if (settings.FindCapacity is not null && stages is not [{ Ramps: false, Rate: > 0 }]) throw simulations.Wrong("must be a single Inject, as the scenario has FindCapacity");
        return new ScenarioPlan
        {
            Name = name,
            WarmUp = scenario["WarmUpDuration"]?.Duration(TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero,
            Stages = stages,
            Settings = settings,
            Thresholds = scenario["ThresholdSettings"] is { } thresholds ? Thresholds(thresholds) : [],
            MaxFailCount = scenario["MaxFailCount"]?.Whole(1, int.MaxValue)
        };
    }

    internal static double Intervals(IReadOnlyList<LoadStage> stages) => stages.Sum(s => Math.Ceiling(s.During / s.Interval));

    private static LoadStage Stage(ScenarioNode simulation)
    {
        if (simulation.Object(ScenarioKeys.Simulation).Members is not [var (kind, value)]) throw simulation.Wrong($"must have one of {string.Join(", ", ScenarioKeys.Simulation)}, but has {simulation.Members.Count}");
        if (kind == "Pause") return new LoadStage(false, 0, Second, value.Duration(Second, Longest));
        var values = value.Values("rate", "interval", "during");
        var during = values[2].Duration(Second, Longest);
        var interval = values[1].Duration(ShortestInterval, Longest);
        if (interval > during) throw values[1].Wrong($"must not be longer than the stage, which lasts {during:c}, but is {values[1]}");
        var rate = values[0].Number(0, MaxRate);
        if (rate / interval.TotalSeconds > MaxRate) throw values[0].Wrong($"must not be more than {MaxRate:N0} a second, but is {rate / interval.TotalSeconds:N0}");
        var stage = kind == "RampingInject" ? new LoadStage(true, values[0].Whole(0, MaxRate), interval, during) : LoadStage.Constant(rate, interval, during);
        return stage.Interval <= during ? stage : throw values[0].Wrong($"is no whole number within {during:c}");
    }

    private static JsonArray Thresholds(ScenarioNode thresholds) =>
        // A scenario without any may say so.
        thresholds.Copy() is JsonArray { Count: 0 } ? [] : [.. thresholds.Items("thresholds").Select(ScenarioThresholds.Read)];

    private static LoadSettings Settings(ScenarioNode custom)
    {
        custom.Object(ScenarioKeys.Settings);
        var defaults = new LoadSettings();
        return new LoadSettings
        {
            Devices = custom["Devices"]?.Whole(1, 1_000_000) ?? defaults.Devices,
            Payloads = custom["Payloads"] is { } payloads ? [.. payloads.Items("payloads").Select(Payload)] : defaults.Payloads,
            InvalidPercent = custom["InvalidPercent"]?.Number(0, 100) ?? defaults.InvalidPercent,
            Producer = custom["Producer"]?.OneOf("retry", "naive") ?? defaults.Producer,
            Timeout = custom["Timeout"]?.Duration(LoadSettings.ShortestTimeout, LoadSettings.LongestTimeout) ?? defaults.Timeout,
            Connections = custom["Connections"]?.Whole(1, 60_000),
            DeliveredPercent = custom["DeliveredPercent"]?.Number(0, 100),
            RecoverySeconds = custom["RecoverySeconds"]?.Number(0, 86_400),
            CreepPercent = custom["CreepPercent"]?.Number(0, 1_000_000),
            FindCapacity = custom["FindCapacity"] is { } search ? Search(search) : null
        };
    }

    private static PayloadSettings Payload(ScenarioNode payload)
    {
        payload.Object(ScenarioKeys.Payload);
        var defaults = new PayloadSettings();
        return new PayloadSettings
        {
            Weight = payload["Weight"]?.Whole(1, 1_000) ?? defaults.Weight,
            Events = payload["Events"]?.Whole(1, 10_000) ?? defaults.Events,
            Padding = payload["Padding"]?.Whole(0, 6_000_000) ?? defaults.Padding,
            Format = payload["Format"] is { } format ? BodyFormats.Named(format.OneOf([.. BodyFormats.Names])) : defaults.Format,
            Encoding = payload["Encoding"] is { } encoding ? Enum.Parse<BodyEncoding>(encoding.OneOf(Enum.GetNames<BodyEncoding>())) : defaults.Encoding
        };
    }

    private static CapacityObjective Search(ScenarioNode search)
    {
        search.Object(ScenarioKeys.Search);
        var defaults = new CapacityObjective();
        var from = search["From"]?.Whole(1, MaxRate) ?? defaults.From;
        return new CapacityObjective
        {
            From = from,
            To = search["To"]?.Whole(from, MaxRate) ?? Math.Max(from, defaults.To),
            P99Ms = search["P99Ms"]?.Number(0.001, 900_000) ?? defaults.P99Ms,
            FailPercent = search["FailPercent"]?.Number(0, 100) ?? defaults.FailPercent,
            AnsweredPercent = search["AnsweredPercent"]?.Number(0, 100) ?? defaults.AnsweredPercent,
            AtLeast = search["AtLeast"]?.Whole(0, MaxRate) ?? defaults.AtLeast
        };
    }
}

/// <summary>A scenario that can't be run, in a sentence for its author.</summary>
internal sealed class ScenarioException(string message) : Exception(message);

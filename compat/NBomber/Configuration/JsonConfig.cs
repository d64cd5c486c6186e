using System.Globalization;
using System.Text.Json;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Configuration;

/// <summary>Lays a JSON config over a test (nbomber.com/docs/nbomber/json-config): what it names wins over the code.</summary>
internal static class JsonConfig
{
    public static NBomberContext Apply(NBomberContext context, JsonElement config)
    {
        if (Text(config, "TestSuite") is { } suite) context = context with { TestSuite = suite };
        if (Text(config, "TestName") is { } name) context = context with { TestName = name };
        if (Member(config, "TargetScenarios") is { } targets) context = context with { TargetScenarios = [.. targets.EnumerateArray().Select(t => t.GetString()!)] };
        if (Span(config, "ScenarioCompletionTimeout") is { } timeout) context = context with { ScenarioCompletionTimeout = timeout };
        return Member(config, "GlobalSettings") is { } global ? ApplyGlobal(context, global) : context;
    }

    private static NBomberContext ApplyGlobal(NBomberContext context, JsonElement global)
    {
        if (Text(global, "ReportFileName") is { } file) context = context with { ReportFileName = file };
        if (Text(global, "ReportFolder") is { } folder) context = context with { ReportFolder = folder };
        if (Span(global, "ReportingInterval") is { } interval) context = context with { ReportingInterval = interval };
        if (Span(global, "ScenarioCompletionTimeout") is { } timeout) context = context with { ScenarioCompletionTimeout = timeout };
        if (Member(global, "ReportFormats") is { } formats)
            context = context with { ReportFormats = [.. formats.EnumerateArray().Select(f => Enum.Parse<ReportFormat>(f.GetString()!, ignoreCase: true))] };
        if (Member(global, "GlobalCustomSettings") is { } custom) context = context with { GlobalCustomSettings = ConfigSource.ToConfiguration(custom) };
        if (Member(global, "ScenariosSettings") is not { } scenarios) return context;
        foreach (var settings in scenarios.EnumerateArray()) context = ApplyScenario(context, settings);
        return context;
    }

    private static NBomberContext ApplyScenario(NBomberContext context, JsonElement settings)
    {
        var name = Text(settings, "ScenarioName") ?? throw new InvalidOperationException("ScenariosSettings has an entry without ScenarioName.");
        if (Member(settings, "CustomSettings") is { } custom)
        {
            context = context with
            {
                CustomSettings = new Dictionary<string, Microsoft.Extensions.Configuration.IConfiguration>(context.CustomSettings, StringComparer.Ordinal)
                {
                    [name] = ConfigSource.ToConfiguration(custom)
                }
            };
        }
        return context with { Scenarios = [.. context.Scenarios.Select(s => s.ScenarioName == name ? Apply(s, settings) : s)] };
    }

    private static ScenarioProps Apply(ScenarioProps scenario, JsonElement settings)
    {
        if (Span(settings, "WarmUpDuration") is { } warmUp) scenario = scenario with { WarmUpDuration = warmUp > TimeSpan.Zero ? warmUp : null };
        if (Member(settings, "MaxFailCount") is { } maxFail) scenario = scenario with { MaxFailCount = maxFail.GetInt32() };
        if (Member(settings, "LoadSimulationsSettings") is { } simulations)
            scenario = scenario with { LoadSimulations = [.. simulations.EnumerateArray().Select(Simulation)] };
        if (Member(settings, "ThresholdSettings") is { } thresholds)
            scenario = scenario with { Thresholds = [.. thresholds.EnumerateArray().Select(ThresholdSyntax.Parse)] };
        return scenario;
    }

    /// <summary>{"Inject": [rate, "interval", "during"]}</summary>
    private static LoadSimulation Simulation(JsonElement json)
    {
        var entry = json.EnumerateObject().First();
        var values = entry.Value.ValueKind == JsonValueKind.Array ? entry.Value.EnumerateArray().ToArray() : [entry.Value];
        return entry.Name switch
        {
            "RampingConstant" => CSharp.Simulation.RampingConstant(Number(0), Duration(1)),
            "KeepConstant" => CSharp.Simulation.KeepConstant(Number(0), Duration(1)),
            "IterationsForConstant" => CSharp.Simulation.IterationsForConstant(Number(0), Number(1)),
            "RampingInject" => CSharp.Simulation.RampingInject(Number(0), Duration(1), Duration(2)),
            "Inject" => CSharp.Simulation.Inject(Number(0), Duration(1), Duration(2)),
            "InjectRandom" => CSharp.Simulation.InjectRandom(Number(0), Number(1), Duration(2), Duration(3)),
            "IterationsForInject" => CSharp.Simulation.IterationsForInject(Number(0), Duration(1), Number(2)),
            "Pause" => CSharp.Simulation.Pause(Duration(0)),
            _ => throw new InvalidOperationException($"Unknown load simulation '{entry.Name}'.")
        };

        int Number(int index) => values[index].GetInt32();
        TimeSpan Duration(int index) => TimeSpan.Parse(values[index].GetString()!, CultureInfo.InvariantCulture);
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement json, string name) => Member(json, name)?.GetString();

    private static TimeSpan? Span(JsonElement json, string name) =>
        Text(json, name) is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;
}

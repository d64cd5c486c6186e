using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.LoadGen.Scenarios;

/// <summary>
/// The thresholds of a scenario, which NBomber judges (nbomber.com/docs/nbomber/asserts_and_thresholds): read only to refuse
/// what NBomber would pass over or fail at. Without steps and metrics of our own, StepName and Metric would never hold.
/// </summary>
internal static class ScenarioThresholds
{
    private static readonly string[] Requests = ["RPS", "Percent"];
    private static readonly string[] Statistics = ["Min", "Mean", "Max", "P50", "P75", "P95", "P99"];
    private static readonly string[] Operators = ["<", "<=", ">", ">=", "=", "=="];

    public static string[] Kinds { get; } = ["OkRequest", "FailRequest", "OkLatency", "FailLatency", "OkDataTransfer", "StatusCode"];

    public static JsonNode? Read(ScenarioNode threshold)
    {
        threshold.Object(ScenarioKeys.Threshold);
        threshold["AbortWhenErrorCount"]?.Whole(1, int.MaxValue);
        threshold["StartCheckAfter"]?.Duration(TimeSpan.Zero, TimeSpan.FromDays(7));
        var checks = threshold.Members.Where(m => Kinds.Contains(m.Key)).ToArray();
        if (checks is not [var (kind, check)]) throw threshold.Wrong($"must have one of {string.Join(", ", Kinds)}, but has {checks.Length}");
        if (kind == "StatusCode")
        {
            var values = check.Values("status", "check");
            values[0].Text();
            Check(values[1], ["Percent"]);
        }
        else Check(check, kind is "OkRequest" or "FailRequest" ? Requests : Statistics);
        var copy = threshold.Copy()!;
        // NBomber reads its own notation alone.
        if (threshold["StartCheckAfter"] is { } after) copy["StartCheckAfter"] = after.Duration(TimeSpan.Zero, TimeSpan.MaxValue).ToString("c", CultureInfo.InvariantCulture);
        return copy;
    }

    private static void Check(ScenarioNode check, string[] figures)
    {
        if (check.Kind == JsonTokenType.String && check.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var figure, var comparison, var limit]
            && figures.Contains(figure, StringComparer.OrdinalIgnoreCase) && Operators.Contains(comparison) && double.TryParse(limit, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return;
        throw check.Wrong($"reads \"FIGURE OPERATOR NUMBER\" with a figure of {string.Join(", ", figures)} and one of {string.Join(" ", Operators)}, but is {check}");
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using NBomber.Contracts.Stats;

namespace Ingest.LoadGen.Results;

/// <summary>What NBomber's thresholds judged in the end, since their results say no more than held or not.</summary>
internal static class ThresholdValues
{
    /// <summary>The figure with its unit; null if there is none.</summary>
    /// <param name="threshold">As the scenario has it: {"OkLatency":"p99 &lt; 100"}.</param>
    /// <param name="stats">The statistics that it was judged by; null if the run ended before there were any.</param>
    public static string? Of(JsonNode? threshold, ScenarioStats? stats)
    {
        if (stats is null) return null;
        foreach (var (kind, check) in threshold?.AsObject() ?? [])
        {
            var figure = (check as JsonValue)?.ToString().Split(' ', 2)[0].ToLowerInvariant() ?? "";
            switch (kind)
            {
                case "OkRequest": return Of(stats.Ok.Request, figure);
                case "FailRequest": return Of(stats.Fail.Request, figure);
                case "OkLatency": return Of(stats.Ok.Latency, figure);
                case "FailLatency": return Of(stats.Fail.Latency, figure);
                case "OkDataTransfer": return Of(stats.Ok.DataTransfer, figure);
                case "StatusCode":
                    var status = check![0]!.ToString();
                    return Number((stats.Ok.StatusCodes.Concat(stats.Fail.StatusCodes).FirstOrDefault(s => s.StatusCode == status)?.Percent) ?? 0, "%");
            }
        }
        return null;
    }

    private static string Of(RequestStats stats, string figure) => figure == "rps" ? Number(stats.RPS, "a second") : Number(stats.Percent, "%");

    private static string Of(LatencyStats stats, string figure) => Number(figure switch
    {
        "min" => stats.MinMs,
        "mean" => stats.MeanMs,
        "max" => stats.MaxMs,
        "p50" => stats.Percent50,
        "p75" => stats.Percent75,
        "p95" => stats.Percent95,
        _ => stats.Percent99
    }, "ms");

    private static string Of(DataTransferStats stats, string figure) => Number(figure switch
    {
        "min" => stats.MinBytes,
        "mean" => stats.MeanBytes,
        "max" => stats.MaxBytes,
        "p50" => stats.Percent50,
        "p75" => stats.Percent75,
        "p95" => stats.Percent95,
        _ => stats.Percent99
    }, "bytes");

    private static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.##} {unit}");
}

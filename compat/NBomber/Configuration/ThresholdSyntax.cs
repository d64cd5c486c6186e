using System.Globalization;
using System.Text.Json;
using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Configuration;

/// <summary>
/// The thresholds of the JSON config (nbomber.com/docs/nbomber/asserts_and_thresholds#runtime-thresholds-in-json-config):
/// {"OkLatency": "p75 &lt; 80"}, {"StatusCode": ["500", "Percent &lt; 5"]}, with StepName, AbortWhenErrorCount, StartCheckAfter.
/// </summary>
internal static class ThresholdSyntax
{
    public static Threshold Parse(JsonElement json)
    {
        int? abort = json.TryGetProperty("AbortWhenErrorCount", out var count) ? count.GetInt32() : null;
        TimeSpan? after = json.TryGetProperty("StartCheckAfter", out var start) ? TimeSpan.Parse(start.GetString()!, CultureInfo.InvariantCulture) : null;
        var step = json.TryGetProperty("StepName", out var name) ? name.GetString()! : "";
        var entry = json.EnumerateObject().FirstOrDefault(p => p.Name is not ("AbortWhenErrorCount" or "StartCheckAfter" or "StepName"));
        if (entry.Value.ValueKind == JsonValueKind.Undefined) throw new InvalidOperationException($"A threshold checks nothing: {json.GetRawText()}");
        var parts = entry.Value.ValueKind == JsonValueKind.Array ? entry.Value.EnumerateArray().Select(v => v.GetString()!).ToArray() : [entry.Value.GetString()!];
        var subject = parts.Length > 1 ? parts[0] : "";
        var check = Comparison.Parse(parts[^1]);
        var text = $"{entry.Name} {string.Join(' ', parts)}";
        if (entry.Name == "Metric") return Threshold.Create((MetricStats m) => check.Holds(MetricValue(m, subject)), abort, after).WithText(text);
        var kind = entry.Name;
        return step.Length > 0
            ? Threshold.Create(step, s => check.Holds(Value(kind, subject, check.Metric, s.Ok, s.Fail)), abort, after).WithText(text)
            : Threshold.Create((ScenarioStats s) => check.Holds(Value(kind, subject, check.Metric, s.Ok, s.Fail)), abort, after).WithText(text);
    }

    private static double MetricValue(MetricStats metrics, string name) =>
        metrics.Counters.Find(name)?.Value ?? metrics.Gauges.Get(name).Value;

    private static double Value(string kind, string subject, string metric, MeasurementStats ok, MeasurementStats fail) => kind switch
    {
        "OkRequest" => Of(ok.Request, metric),
        "FailRequest" => Of(fail.Request, metric),
        "OkLatency" => Of(ok.Latency, metric),
        "FailLatency" => Of(fail.Latency, metric),
        "OkDataTransfer" => Of(ok.DataTransfer, metric),
        // A status that never came is 0 %.
        "StatusCode" => (ok.StatusCodes.Find(subject) ?? fail.StatusCodes.Find(subject))?.Percent ?? 0,
        _ => throw new InvalidOperationException($"Unknown threshold '{kind}'.")
    };

    private static double Of(RequestStats stats, string metric) => metric switch
    {
        "rps" => stats.RPS,
        "percent" => stats.Percent,
        _ => throw Unknown(metric, "RPS, Percent")
    };

    private static double Of(LatencyStats stats, string metric) => metric switch
    {
        "min" => stats.MinMs,
        "mean" => stats.MeanMs,
        "max" => stats.MaxMs,
        "p50" => stats.Percent50,
        "p75" => stats.Percent75,
        "p95" => stats.Percent95,
        "p99" => stats.Percent99,
        _ => throw Unknown(metric, "Min, Mean, Max, P50, P75, P95, P99")
    };

    private static double Of(DataTransferStats stats, string metric) => metric switch
    {
        "min" => stats.MinBytes,
        "mean" => stats.MeanBytes,
        "max" => stats.MaxBytes,
        "p50" => stats.Percent50,
        "p75" => stats.Percent75,
        "p95" => stats.Percent95,
        "p99" => stats.Percent99,
        _ => throw Unknown(metric, "Min, Mean, Max, P50, P75, P95, P99")
    };

    private static InvalidOperationException Unknown(string metric, string known) => new($"Unknown metric '{metric}'; known are: {known}.");

    /// <summary>"p75 &lt; 80": a metric, an operator, a number.</summary>
    private sealed record Comparison(string Metric, string Operator, double Limit)
    {
        public static Comparison Parse(string text)
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 3 || words[1] is not ("<" or "<=" or ">" or ">=" or "=" or "==")
                || !double.TryParse(words[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var limit))
                throw new InvalidOperationException($"A threshold reads '<metric> <operator> <number>', but this one '{text}'.");
            return new Comparison(words[0].ToLowerInvariant(), words[1], limit);
        }

        public bool Holds(double value) => Operator switch
        {
            "<" => value < Limit,
            "<=" => value <= Limit,
            ">" => value > Limit,
            ">=" => value >= Limit,
            // Counts and rounded percents: equality is exact up to the parsing of the limit.
            _ => Math.Abs(value - Limit) < 1e-9
        };
    }
}

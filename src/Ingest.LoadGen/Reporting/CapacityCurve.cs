using Ingest.LoadGen.Results;
using Ingest.LoadGen.Scenarios;
using static System.FormattableString;

namespace Ingest.LoadGen.Reporting;

/// <summary>The latency over the rate that was asked for, with the knee: the highest rate that was sustained.</summary>
internal static class CapacityCurve
{
    public static Chart Of(CapacityFinding found, CapacityFinding? before)
    {
        double[] rates = [.. found.Steps.Concat(before?.Steps ?? []).Select(s => (double)s.Rate).Distinct().Order()];
        var series = new List<ChartSeries>
        {
            Line("p99 ms", "--c1", found.Steps, s => s.P99Ms),
            Line("p50 ms", "--c5", found.Steps, s => s.P50Ms),
            Line("broke, p99 ms", "--c3", [.. found.Steps.Where(s => s.Broke is not null)], s => s.P99Ms)
        };
        if (before is not null) series.Add(Line("p99 ms then", "--c1", before.Steps, s => s.P99Ms) with { Dashed = true });
        return new Chart("Latency over rate, from the intended start", "ms", "linear", [.. series.Where(s => s.Values.Any(v => v is not null))])
        {
            AxisUnit = "POSTs/s asked",
            At = rates,
            Labels = [.. rates.Select(rate => string.Join("; again: ", found.Steps.Where(s => s.Rate == (int)rate).Select(s => s.Broke is null ? "kept" : $"broke, {s.Broke}")))],
            Log = true,
            Marks = found.SustainedRate == 0 ? null : [new(found.SustainedRate, "sustained") { Colour = "--good" }],
            Note = found.SustainedRate == 0 ? "No rate was sustained."
                : Invariant($"The vertical line is the knee: {found.SustainedRate:N0} POSTs/s sustained with p99 of at most {found.Objective.P99Ms:0.#} ms and at most {found.Objective.FailPercent:0.#} % failed. A rate that was tried twice shows its better step.")
        };

        ChartSeries Line(string name, string colour, IReadOnlyList<CapacityStep> steps, Func<CapacityStep, double?> value)
        {
            var best = steps.GroupBy(s => (double)s.Rate).ToDictionary(g => g.Key, g => g.Min(value));
            return new(name, colour, [.. rates.Select(r => best.GetValueOrDefault(r))]) { Points = true };
        }
    }
}

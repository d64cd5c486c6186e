using System.Globalization;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen.Results;

/// <summary>Comes to the verdict on a run from its summary. Pure.</summary>
internal static class Judgement
{
    /// <param name="run">All of it but the verdict.</param>
    /// <param name="plan">What was asked for.</param>
    /// <param name="baseline">The earlier run that limits of growth are held against; null without.</param>
    /// <param name="limits">How much worse than the baseline the run may be.</param>
    public static RunVerdict Of(RunSummary run, LoadPlan plan, RunSummary? baseline, IReadOnlyList<RegressionLimit> limits) => new(
    [
        new("ran to its end", CheckKind.Completion, Interruption(run)),
        new("preflight", CheckKind.Measurement, run.Preflight),
        new("something was measured", CheckKind.Measurement, run.Throughput.Requests == 0 && run.Preflight is null ? "Nothing was measured: no request was sent." : null),
        new("delivery", CheckKind.Promise, NothingAccepted(run) ?? Undelivered(run, plan)),
        new("fewer failures than MaxFailCount", CheckKind.Promise, run.Stopped),
        new("conservation", CheckKind.Promise, Sentences(run.Conservation.Problems)),
        new("sinks are readable", CheckKind.Measurement, Sentences(run.Unverified)),
        new("generator", CheckKind.Measurement, run.Capacity is { } capacity ? capacity.Doubt : run.Generator.Doubt),
        .. run.Thresholds.Select(t => new RunCheck($"threshold: {t.Check}", CheckKind.Limit, t.Passed ? null : NotMet(t))),
        .. Regressions(run, baseline, limits)
    ]);

    public static IEnumerable<RunCheck> Regressions(RunSummary run, RunSummary? baseline, IReadOnlyList<RegressionLimit> limits) =>
        baseline is null ? [] : limits.Select(limit => new RunCheck($"regression: {limit}", CheckKind.Limit, limit.Problem(baseline, run)));

    private static string? Interruption(RunSummary run) => !run.Interrupted ? null
        : run.Capacity is not null || run.PlannedSeconds <= 0 ? "Interrupted before its end."
        : run.Throughput.Requests == 0 ? "Interrupted in its warm-up, before anything was measured."
        : string.Create(CultureInfo.InvariantCulture, $"Interrupted after {run.Seconds:0.#} of {run.PlannedSeconds:0.#} s ({100 * run.Seconds / run.PlannedSeconds:0} %).");

    private static string? NothingAccepted(RunSummary run)
    {
        var counts = run.Conservation.Counts;
        // Where all events break a rule on purpose, none is to be accepted.
        if (counts.Acknowledged > 0 || counts.Failed + counts.ValidRejected == 0) return null;
        return run.Throughput.Requests > 0 && run.Throughput.Requests == run.Outcomes.GetValueOrDefault(Outcome.ConnectionError.Describe())
            ? $"No request reached the endpoint: every connection failed{(run.FirstError is { } error ? $" ({error})" : "")}."
            : $"Nothing was accepted: {Responses(run)}.";
    }

    private static string? Undelivered(RunSummary run, LoadPlan plan)
    {
        var counts = run.Conservation.Counts;
        if (plan.Scenarios.Any(s => s.AllowsFailures))
            return run.Scenarios.FirstOrDefault(s => s.Abandoned > 0 && !s.AllowsFailures) is { } strict
                ? string.Create(CultureInfo.InvariantCulture, $"{strict.Abandoned:N0} of {strict.Posts:N0} POSTs of \"{strict.Name}\" never became durable.") : null;
        return counts.Failed == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"{counts.Failed:N0} of {counts.Sent:N0} events were neither acknowledged nor rejected on purpose: {Responses(run)}.");
    }

    private static string NotMet(ThresholdSummary threshold) => $"Threshold not met: {threshold}{(threshold.Problem is { } problem ? $" ({problem})" : "")}.";

    /// <summary>What was answered, most first.</summary>
    private static string Responses(RunSummary run) => string.Join(", ", run.Outcomes.Where(o => o.Key != Outcome.Accepted.Describe()).OrderByDescending(o => o.Value)
        .Take(3).Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Value:N0} × {o.Key}")).DefaultIfEmpty(run.FirstError is { } error ? $"in the warm-up, {error}" : "all that failed was in the warm-up"));

    private static string? Sentences(IReadOnlyList<string> problems) => problems.Count == 0 ? null : string.Join(' ', problems);
}

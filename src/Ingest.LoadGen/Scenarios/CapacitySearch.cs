namespace Ingest.LoadGen.Scenarios;

/// <summary>What a rate must keep to count as sustained; each member states its default.</summary>
internal sealed record CapacityObjective
{
    /// <summary>POSTs per second of the first step. Default: 100.</summary>
    public int From { get; init; } = 100;

    /// <summary>No step goes higher. Default: 20,000.</summary>
    public int To { get; init; } = 20_000;

    /// <summary>p99 from the intended start, in milliseconds, at most. Default: 100.</summary>
    public double P99Ms { get; init; } = 100;

    /// <summary>Requests without a 2xx, in percent, at most. Default: 1.</summary>
    public double FailPercent { get; init; } = 1;

    /// <summary>Requests answered in time, in percent of those asked, at least. Default: 97.</summary>
    public double AnsweredPercent { get; init; } = 97;

    /// <summary>POSTs per second that must be sustained, else the run fails. Default: 1.</summary>
    public int AtLeast { get; init; } = 1;
}

/// <summary>One step of the search.</summary>
/// <param name="Rate">POSTs per second asked.</param>
/// <param name="Answered">Responses per second.</param>
/// <param name="P99Ms">From the intended start.</param>
/// <param name="FailPercent">Requests without a 2xx.</param>
/// <param name="Broke">What was not kept; null for a sustained rate.</param>
/// <param name="Doubt">If the generator was the bottleneck of it: the sentence that says so.</param>
internal sealed record CapacityStep(int Rate, double Answered, double P99Ms, double FailPercent, string? Broke, string? Doubt = null)
{
    /// <summary>From the intended start; null in summaries of before it was kept.</summary>
    public double? P50Ms { get; init; }

    public static CapacityStep Judge(CapacityObjective objective, int rate, double answered, double p99Ms, string? doubt, double failPercent) => new(rate, answered, p99Ms, failPercent,
        failPercent > objective.FailPercent ? FormattableString.Invariant($"{failPercent:0.#} % failed")
        : answered < rate * objective.AnsweredPercent / 100 ? FormattableString.Invariant($"{answered:0} of {rate} answered in time")
        : p99Ms > objective.P99Ms ? FormattableString.Invariant($"p99 {p99Ms:0.#} ms{(doubt is null ? "" : ", most of them the generator's own")}")
        : null, doubt);
}

/// <summary>
/// Which rate to try next: doubles until a step breaks, then halves the gap until it is a tenth of the rate. A step that
/// breaks is tried once more, since a neighbour on the machine breaks steps too. Pure.
/// </summary>
internal sealed class CapacitySearch(CapacityObjective objective)
{
    private const double Resolution = 0.1;
    // With ten seconds a step, the search ends within five minutes.
    private const int MaxSteps = 24;
    private readonly List<CapacityStep> _steps = [];

    public IReadOnlyList<CapacityStep> Steps => _steps;

    /// <summary>The highest rate that kept the objective; 0 if none did.</summary>
    public int Sustained => _steps.Where(s => s.Broke is null).Select(s => s.Rate).DefaultIfEmpty(0).Max();

    private int Broken => _steps.Where(s => s.Broke is not null && s.Rate > Sustained).Select(s => s.Rate).DefaultIfEmpty(0).Min();

    public void Add(CapacityStep step) => _steps.Add(step);

    /// <summary>The next rate; null when the search is over.</summary>
    public int? Next()
    {
        if (_steps.Count == 0) return objective.From;
        if (_steps.Count >= MaxSteps || Sustained >= objective.To) return null;
        if (_steps[^1] is { Broke: not null } broken && _steps.Count(s => s.Rate == broken.Rate) == 1) return broken.Rate;
        if (Broken == 0) return Math.Min(objective.To, Sustained * 2);
        var gap = Broken - Sustained;
        if (gap <= Math.Max(1, Broken * Resolution)) return null;
        return Sustained + gap / 2;
    }
}

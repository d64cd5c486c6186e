using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>Which simulations are accepted, and which may stand beside one another (nbomber.com/docs/nbomber/load-simulation).</summary>
internal static class SimulationRules
{
    private static readonly TimeSpan MinDuration = TimeSpan.FromSeconds(1);

    /// <summary>Whether it says when iterations start (open), rather than how many copies loop (closed). A pause is open: nothing is due.</summary>
    public static bool IsOpenModel(LoadSimulation simulation) =>
        simulation is not (LoadSimulation.KeepConstant or LoadSimulation.RampingConstant or LoadSimulation.IterationsForConstant);

    /// <summary>The first thing that is wrong, in a sentence; null if nothing is.</summary>
    public static string? Problem(IReadOnlyList<LoadSimulation> simulations)
    {
        if (simulations.Count == 0) return "LoadSimulations are empty: at least one is needed.";
        var counted = simulations.Any(s => s is LoadSimulation.IterationsForConstant or LoadSimulation.IterationsForInject);
        if (counted && simulations.Count > 1) return "IterationsForConstant and IterationsForInject can't be mixed with any other simulation.";
        return simulations.Select(Problem).FirstOrDefault(p => p is not null);
    }

    private static string? Problem(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.RampingConstant s => NotNegative("Copies", s.Copies) ?? LongEnough(s),
        LoadSimulation.KeepConstant s => NotNegative("Copies", s.Copies) ?? LongEnough(s),
        LoadSimulation.IterationsForConstant s => AtLeastOne("Copies", s.Copies) ?? AtLeastOne("Iterations", s.Iterations),
        LoadSimulation.IterationsForInject s => AtLeastOne("Rate", s.Rate) ?? AtLeastOne("Iterations", s.Iterations) ?? Positive(s.Interval),
        LoadSimulation.Inject s => NotNegative("Rate", s.Rate) ?? Fits(s.Interval, s) ?? LongEnough(s),
        LoadSimulation.RampingInject s => NotNegative("Rate", s.Rate) ?? Fits(s.Interval, s) ?? LongEnough(s),
        LoadSimulation.InjectRandom s => NotNegative("MinRate", s.MinRate) ?? NotNegative("MaxRate", s.MaxRate)
            ?? (s.MaxRate < s.MinRate ? $"MaxRate {s.MaxRate} is smaller than MinRate {s.MinRate}." : null)
            ?? Fits(s.Interval, s) ?? LongEnough(s),
        _ => LongEnough(simulation)
    };

    private static string? NotNegative(string name, int value) => value < 0 ? $"{name} can't be negative, but is {value}." : null;

    private static string? AtLeastOne(string name, int value) => value < 1 ? $"{name} must be at least 1, but is {value}." : null;

    private static string? Positive(TimeSpan interval) => interval <= TimeSpan.Zero ? $"Interval must be above zero, but is {interval}." : null;

    private static string? Fits(TimeSpan interval, LoadSimulation simulation) => Positive(interval)
        ?? (interval > simulation.During ? $"Interval {interval} is longer than the duration {simulation.During}." : null);

    private static string? LongEnough(LoadSimulation simulation) => simulation.During < MinDuration
        ? $"A simulation lasts at least {MinDuration}, but this one {simulation.During}." : null;
}

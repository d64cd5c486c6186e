using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>A simulation as reports show it.</summary>
internal static class SimulationText
{
    public static string Name(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.RampingConstant => "ramping_constant",
        LoadSimulation.KeepConstant => "keep_constant",
        LoadSimulation.IterationsForConstant => "iterations_for_constant",
        LoadSimulation.RampingInject => "ramping_inject",
        LoadSimulation.Inject => "inject",
        LoadSimulation.InjectRandom => "inject_random",
        LoadSimulation.IterationsForInject => "iterations_for_inject",
        _ => "pause"
    };

    public static int Value(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.RampingConstant s => s.Copies,
        LoadSimulation.KeepConstant s => s.Copies,
        LoadSimulation.IterationsForConstant s => s.Copies,
        LoadSimulation.RampingInject s => s.Rate,
        LoadSimulation.Inject s => s.Rate,
        LoadSimulation.InjectRandom s => s.MaxRate,
        LoadSimulation.IterationsForInject s => s.Rate,
        _ => 0
    };

    public static string Describe(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.RampingConstant s => $"ramping_constant, copies: {s.Copies}, during: {s.Span}",
        LoadSimulation.KeepConstant s => $"keep_constant, copies: {s.Copies}, during: {s.Span}",
        LoadSimulation.IterationsForConstant s => $"iterations_for_constant, copies: {s.Copies}, iterations: {s.Iterations}",
        LoadSimulation.RampingInject s => $"ramping_inject, rate: {s.Rate}, interval: {s.Interval}, during: {s.Span}",
        LoadSimulation.Inject s => $"inject, rate: {s.Rate}, interval: {s.Interval}, during: {s.Span}",
        LoadSimulation.InjectRandom s => $"inject_random, rate: {s.MinRate}-{s.MaxRate}, interval: {s.Interval}, during: {s.Span}",
        LoadSimulation.IterationsForInject s => $"iterations_for_inject, rate: {s.Rate}, interval: {s.Interval}, iterations: {s.Iterations}",
        _ => $"pause, during: {simulation.During}"
    };
}

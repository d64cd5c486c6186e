using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Makes load simulations. Documented at nbomber.com/docs/nbomber/load-simulation.</summary>
public static class Simulation
{
    /// <summary>Closed model: a linear ramp of looping copies to <paramref name="copies"/>.</summary>
    public static LoadSimulation RampingConstant(int copies, TimeSpan during) => new LoadSimulation.RampingConstant(copies, during);

    /// <summary>Closed model: a constant number of looping copies.</summary>
    public static LoadSimulation KeepConstant(int copies, TimeSpan during) => new LoadSimulation.KeepConstant(copies, during);

    /// <summary>Closed model: looping copies until they have run <paramref name="iterations"/> iterations together.</summary>
    public static LoadSimulation IterationsForConstant(int copies, int iterations) => new LoadSimulation.IterationsForConstant(copies, iterations);

    /// <summary>Open model: a linear ramp of the injection rate to <paramref name="rate"/> per interval.</summary>
    public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during) => new LoadSimulation.RampingInject(rate, interval, during);

    /// <summary>Open model: <paramref name="rate"/> iterations are started per interval, whatever became of those before.</summary>
    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) => new LoadSimulation.Inject(rate, interval, during);

    /// <summary>Open model: between <paramref name="minRate"/> and <paramref name="maxRate"/> iterations per interval.</summary>
    public static LoadSimulation InjectRandom(int minRate, int maxRate, TimeSpan interval, TimeSpan during) =>
        new LoadSimulation.InjectRandom(minRate, maxRate, interval, during);

    /// <summary>Open model: <paramref name="rate"/> per interval until <paramref name="iterations"/> were started.</summary>
    public static LoadSimulation IterationsForInject(int rate, TimeSpan interval, int iterations) =>
        new LoadSimulation.IterationsForInject(rate, interval, iterations);

    public static LoadSimulation Pause(TimeSpan during) => new LoadSimulation.Pause(during);
}

namespace NBomber.Contracts;

/// <summary>A stretch of load; made by <see cref="CSharp.Simulation"/>. Documented at nbomber.com/docs/nbomber/load-simulation.</summary>
public abstract record LoadSimulation
{
    private protected LoadSimulation() { }

    /// <summary>The planned length; zero for those that end with a count of iterations.</summary>
    internal abstract TimeSpan During { get; }

    internal sealed record RampingConstant(int Copies, TimeSpan Span) : LoadSimulation
    {
        internal override TimeSpan During => Span;
    }

    internal sealed record KeepConstant(int Copies, TimeSpan Span) : LoadSimulation
    {
        internal override TimeSpan During => Span;
    }

    internal sealed record IterationsForConstant(int Copies, int Iterations) : LoadSimulation
    {
        internal override TimeSpan During => TimeSpan.Zero;
    }

    internal sealed record RampingInject(int Rate, TimeSpan Interval, TimeSpan Span) : LoadSimulation
    {
        internal override TimeSpan During => Span;
    }

    internal sealed record Inject(int Rate, TimeSpan Interval, TimeSpan Span) : LoadSimulation
    {
        internal override TimeSpan During => Span;
    }

    internal sealed record InjectRandom(int MinRate, int MaxRate, TimeSpan Interval, TimeSpan Span) : LoadSimulation
    {
        internal override TimeSpan During => Span;
    }

    internal sealed record IterationsForInject(int Rate, TimeSpan Interval, int Iterations) : LoadSimulation
    {
        internal override TimeSpan During => TimeSpan.Zero;
    }

    internal sealed record Pause(TimeSpan Span) : LoadSimulation
    {
        internal override TimeSpan During => Span;
    }
}

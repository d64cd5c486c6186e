using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>
/// When the iterations of an open model start: a pure function of its simulations. In every injection interval the
/// interval's count is spread evenly, so the rate is even at any scale.
/// </summary>
internal static class ArrivalPlan
{
    /// <summary>The start times, ascending, counted from the start of the scenario.</summary>
    public static IEnumerable<TimeSpan> Arrivals(IReadOnlyList<LoadSimulation> simulations, Random random)
    {
        var begin = TimeSpan.Zero;
        var rate = 0;
        foreach (var simulation in simulations)
        {
            var from = rate;
            var arrivals = simulation switch
            {
                LoadSimulation.Inject inject => Spread(begin, inject.Interval, inject.Span, _ => inject.Rate),
                LoadSimulation.RampingInject ramp => Spread(begin, ramp.Interval, ramp.Span,
                    progress => (int)Math.Round(from + (ramp.Rate - from) * progress, MidpointRounding.AwayFromZero)),
                LoadSimulation.InjectRandom any => Spread(begin, any.Interval, any.Span, _ => random.Next(any.MinRate, any.MaxRate)),
                LoadSimulation.IterationsForInject count => Spread(begin, count.Interval, TimeSpan.MaxValue - begin, _ => count.Rate).Take(count.Iterations),
                _ => []
            };
            foreach (var arrival in arrivals) yield return arrival;
            rate = RateAfter(simulation);
            begin += simulation.During;
        }
    }

    /// <summary>The injection rate a ramp that follows starts from.</summary>
    public static int RateAfter(LoadSimulation simulation) => simulation switch
    {
        LoadSimulation.Inject inject => inject.Rate,
        LoadSimulation.RampingInject ramp => ramp.Rate,
        LoadSimulation.InjectRandom any => any.MaxRate,
        _ => 0
    };

    /// <summary>Starts per interval: <paramref name="countAt"/> of the share of the duration that has passed when the interval begins.</summary>
    private static IEnumerable<TimeSpan> Spread(TimeSpan begin, TimeSpan interval, TimeSpan during, Func<double, int> countAt)
    {
        for (var start = TimeSpan.Zero; start < during; start += interval)
        {
            var count = countAt(start / during);
            for (var nth = 0; nth < count; nth++)
            {
                var offset = start + interval * ((double)nth / count);
                if (offset >= during) break;
                yield return begin + offset;
            }
        }
    }
}

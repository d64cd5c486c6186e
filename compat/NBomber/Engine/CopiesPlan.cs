using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>How many copies of a closed model loop at a moment: a pure function of its simulations.</summary>
internal static class CopiesPlan
{
    /// <summary>The copies wanted at <paramref name="elapsed"/>; null when the simulations have ended.</summary>
    public static int? CopiesAt(IReadOnlyList<LoadSimulation> simulations, TimeSpan elapsed)
    {
        var begin = TimeSpan.Zero;
        var copies = 0;
        foreach (var simulation in simulations)
        {
            if (elapsed < begin + simulation.During)
            {
                var progress = (elapsed - begin) / simulation.During;
                return simulation switch
                {
                    LoadSimulation.RampingConstant ramp => (int)Math.Round(copies + (ramp.Copies - copies) * progress, MidpointRounding.AwayFromZero),
                    LoadSimulation.KeepConstant keep => keep.Copies,
                    _ => 0
                };
            }
            copies = simulation switch
            {
                LoadSimulation.RampingConstant ramp => ramp.Copies,
                LoadSimulation.KeepConstant keep => keep.Copies,
                _ => 0
            };
            begin += simulation.During;
        }
        return null;
    }
}

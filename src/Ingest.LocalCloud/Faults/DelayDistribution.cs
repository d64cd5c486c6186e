namespace Ingest.LocalCloud.Faults;

/// <summary>How long a delay is.</summary>
/// <param name="Shape">fixed, uniform, exponential or lognormal.</param>
/// <param name="Ms">The delay; the least of a uniform one, the mean of an exponential one, the median of a lognormal one.</param>
/// <param name="MaxMs">The longest; nothing is drawn above it.</param>
/// <param name="Sigma">Of the logarithm, for lognormal.</param>
internal sealed record DelayDistribution(string Shape, double Ms, double MaxMs, double Sigma)
{
    public static readonly string[] Shapes = ["fixed", "uniform", "exponential", "lognormal"];

    public TimeSpan Draw(Random random) => TimeSpan.FromMilliseconds(Math.Min(MaxMs, Shape switch
    {
        "uniform" => Ms + random.NextDouble() * (MaxMs - Ms),
        "exponential" => -Ms * Math.Log(1 - random.NextDouble()),
        "lognormal" => Ms * Math.Exp(Sigma * Normal(random)),
        _ => Ms,
    }));

    // Box and Muller.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

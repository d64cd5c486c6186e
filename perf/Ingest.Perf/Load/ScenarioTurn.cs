using Ingest.Perf.Functions;

namespace Ingest.Perf.Load;

/// <summary>A scenario to be run, as the command line names it: NAME, or NAME=TIMESCALE.</summary>
/// <param name="Name">Of perf/scenarios.</param>
/// <param name="TimeScale">Multiplies all its times.</param>
internal sealed record ScenarioTurn(string Name, string TimeScale)
{
    /// <exception cref="FunctionFailedException">The scale is no number.</exception>
    public static ScenarioTurn Parse(string text)
    {
        var (name, scale) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, "1");
        return double.TryParse(scale, CultureInfo.InvariantCulture, out var factor) && factor is >= 0.001 and <= 1_000 ? new ScenarioTurn(name, scale)
            : throw new FunctionFailedException($"'{text}' is neither NAME nor NAME=TIMESCALE with a scale of 0.001 to 1,000.");
    }

    /// <summary>What the local cloud is started with: the limits that a scenario is meant to run into, else none that it would.</summary>
    public IReadOnlyList<string> Limits => Name switch
    {
        // As an account's: ten environments at once.
        "spike" or "burst-from-cold" => ["--concurrency", "10", .. NoReserve],
        // As a function's reserved concurrency: 100 environments, 1,000 requests a second.
        "throttle" => ["--concurrency", "100", "--parameter", "MaxConcurrency=100"],
        _ => ["--concurrency", "32", .. NoReserve],
    };

    // The template's default lets 2,000 requests a second through.
    private static IReadOnlyList<string> NoReserve => ["--parameter", "MaxConcurrency=unlimited"];

    public IReadOnlyList<string> Load => ["--scenario", Name, "--time-scale", TimeScale];

    public override string ToString() => TimeScale == "1" ? Name : $"{Name}, {TimeScale} of its time";
}

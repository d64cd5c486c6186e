namespace Ingest.Function.Runtime;

/// <summary>How long an invocation may take, out of what the platform and two clocks say: whatever they say, between 1 s and 900 s.</summary>
internal static class InvocationBudget
{
    /// <summary>Without a usable deadline: template.yaml's own timeout, TimeoutSeconds.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(15);

    /// <summary>Lambda's limits for a timeout, in milliseconds. Source: Lambda developer guide, "Configure Lambda function timeout".</summary>
    private const long Shortest = 1_000;
    private const long Longest = 900_000;

    /// <summary>Between a request's arrival at the platform and its invocation lies at most a cold start, in milliseconds. Source: Lambda developer guide, INIT phase.</summary>
    private const long LongestStart = 10_000;

    /// <param name="deadline">The platform's, in milliseconds since 1970; 0 if there is none.</param>
    /// <param name="platformNow">The platform's clock when the request came, in milliseconds since 1970; 0 if it is unknown.</param>
    /// <param name="now">The machine's clock when the invocation began; it may be minutes off after a thaw.</param>
    public static TimeSpan Of(long deadline, long platformNow, long now)
    {
        if (deadline <= 0 || deadline > long.MaxValue / 2) return Default;
        var byClock = deadline - now;
        if (platformNow > 0 && deadline - platformNow is >= Shortest and <= Longest + LongestStart and var most)
        {
            // The request came before its invocation began, so there is no more time than this; how much less, the machine's
            // clock tells as long as it is plausible.
            var isPlausible = byClock <= most && byClock >= most - LongestStart && byClock > 0;
            return TimeSpan.FromMilliseconds(Math.Min(isPlausible ? byClock : most, Longest));
        }
        return byClock is > 0 and <= Longest ? TimeSpan.FromMilliseconds(byClock) : Default;
    }

    /// <summary>Makes what another runtime loop reckons usable: far out of bounds, its deadline was none.</summary>
    public static TimeSpan Bounded(TimeSpan remaining) =>
        remaining < -TimeSpan.FromMilliseconds(Longest) ? Default : remaining > TimeSpan.FromMilliseconds(Longest) ? TimeSpan.FromMilliseconds(Longest) : remaining;
}

namespace Ingest.LoadGen.Scenarios;

/// <summary>A stretch of an open load: so many starts per interval, constant or ramping from the rate before it; 0 is a pause.</summary>
/// <param name="Ramps">Whether the rate grows linearly from the stage before to <paramref name="Rate"/>.</param>
/// <param name="Rate">Starts per interval.</param>
/// <param name="Interval">What the rate counts in.</param>
/// <param name="During">How long.</param>
internal sealed record LoadStage(bool Ramps, int Rate, TimeSpan Interval, TimeSpan During)
{
    // NBomber counts whole starts, and intervals of a second and more suffice for any rate that people write.
    private const int MostIntervals = 1_000;

    /// <summary>A constant rate that need not be whole: it is counted in as many intervals as make it so.</summary>
    public static LoadStage Constant(double rate, TimeSpan interval, TimeSpan during)
    {
        for (var intervals = 1; intervals <= MostIntervals; intervals++)
        {
            var starts = rate * intervals;
            if (Math.Abs(starts - Math.Round(starts)) < 1e-6 * Math.Max(1, starts)) return new LoadStage(false, (int)Math.Round(starts), interval * intervals, during);
        }
        return new LoadStage(false, (int)Math.Round(rate * MostIntervals), interval * MostIntervals, during);
    }

    /// <summary>Times a factor, exactly if the stage is long enough for that.</summary>
    public LoadStage Times(double factor) => Constant(Rate * factor, Interval, During) is var exact && exact.Interval <= During ? exact : Rounded(factor);

    /// <summary>Times a factor, to whole starts an interval; one at least.</summary>
    public LoadStage Rounded(double factor) => this with { Rate = Math.Max(1, (int)Math.Round(Rate * factor, MidpointRounding.AwayFromZero)) };

    public double PerSecond => Rate / Interval.TotalSeconds;

    /// <summary>The same rate for another time, or for as long as NBomber wants a simulation to last: a second, and an interval.</summary>
    public LoadStage Lasting(TimeSpan during)
    {
        var least = Interval > Second ? Interval : Second;
        return this with { During = during > least ? during : least };
    }

    private static TimeSpan Second => TimeSpan.FromSeconds(1);
}

/// <summary>
/// When each start of a load is meant to happen, as NBomber schedules Inject and RampingInject: every interval has a whole
/// number of starts, spread evenly over it. Knows any start without walking through those before it.
/// </summary>
internal sealed class ArrivalProfile
{
    private readonly List<Interval> _intervals = [];

    public ArrivalProfile(IReadOnlyList<LoadStage> stages)
    {
        var begin = TimeSpan.Zero;
        var rate = 0;
        long starts = 0;
        foreach (var stage in stages)
        {
            for (var offset = TimeSpan.Zero; offset < stage.During; offset += stage.Interval)
            {
                var count = stage.Ramps
                    ? (int)Math.Round(rate + (stage.Rate - rate) * (offset / stage.During), MidpointRounding.AwayFromZero)
                    : stage.Rate;
                var length = Min(stage.Interval, stage.During - offset);
                var fitting = length == stage.Interval ? count : (int)Math.Ceiling(count * (length / stage.Interval));
                if (fitting > 0) _intervals.Add(new Interval(starts, fitting, begin + offset, stage.Interval / count));
                starts += fitting;
            }
            rate = stage.Rate;
            begin += stage.During;
        }
        (Starts, Duration) = (starts, begin);
    }

    /// <summary>Starts in all.</summary>
    public long Starts { get; }
    public TimeSpan Duration { get; }

    /// <summary>When start number <paramref name="start"/> (from 0) is due; beyond the last, the end.</summary>
    public TimeSpan DueAt(long start)
    {
        if (start >= Starts) return Duration;
        var (low, high) = (0, _intervals.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_intervals[middle].First <= start) low = middle;
            else high = middle - 1;
        }
        var interval = _intervals[low];
        return interval.Begin + interval.Gap * (start - interval.First);
    }

    /// <summary>How many starts are due in each second.</summary>
    public int[] PerSecond()
    {
        var seconds = new int[(int)Math.Ceiling(Duration.TotalSeconds)];
        foreach (var interval in _intervals)
            for (var start = 0; start < interval.Count; start++)
                seconds[Math.Min(seconds.Length - 1, (int)(interval.Begin + interval.Gap * start).TotalSeconds)]++;
        return seconds;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private readonly record struct Interval(long First, int Count, TimeSpan Begin, TimeSpan Gap);
}

namespace Ingest.Function.Delivery;

/// <summary>
/// How long a sink's calls take, as seen lately, and what follows from it: how long the next may take before it is
/// abandoned and tried again, and how long others wait for the one under way. Pure; not thread-safe.
/// </summary>
internal sealed class CallTimes
{
    /// <summary>
    /// No call is abandoned sooner where there is time: a healthy one takes tens of milliseconds, and what takes seconds
    /// is, by the AWS SDKs' measure as well, slow and not dead.
    /// </summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    /// <summary>Two tries in a time shorter than twice this would be two in vain.</summary>
    private static readonly TimeSpan ShortestTry = TimeSpan.FromSeconds(2);

    /// <summary>A call of so many bytes may take a second more.</summary>
    private const double BytesPerSecond = 1024 * 1024;

    /// <summary>How many times the slowest success is still slow, and not dead.</summary>
    private const int SlowestFactor = 4;

    /// <summary>The slowest success counts for one to two of these.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>The most that a timer is asked for: the longest a Lambda invocation can last.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(900);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private TimeSpan _typical;
    private TimeSpan _lost;
    private TimeSpan _slowest;
    private TimeSpan _slowestBefore;
    private TimeSpan _windowEnd;

    /// <summary>
    /// How long a call that is not full waits for the one under way, so as to take along what arrives meanwhile: about as
    /// long as that one should take. One that hangs holds up nobody for longer.
    /// </summary>
    public TimeSpan WaitForCompany => _typical == TimeSpan.Zero ? FirstWait : Clamp(_typical * 2, ShortestWait, LongestWait);

    /// <summary>A call stored something.</summary>
    /// <param name="duration">What it took.</param>
    /// <param name="now">The queue's clock.</param>
    /// <param name="timeouts">How many tries were abandoned before: what was usual then is no longer.</param>
    public void Saw(TimeSpan duration, TimeSpan now, int timeouts = 0)
    {
        if (now >= _windowEnd)
        {
            _slowestBefore = now >= _windowEnd + Window ? TimeSpan.Zero : _slowest;
            (_slowest, _windowEnd) = (TimeSpan.Zero, now + Window);
        }
        if (duration > _slowest) _slowest = duration;
        _typical = _typical == TimeSpan.Zero || timeouts > 0 || _lost > TimeSpan.Zero ? duration : _typical + ((duration - _typical) / 8);
        _lost = TimeSpan.Zero;
    }

    /// <summary>
    /// A call was abandoned. Where it was not the first try, the sink may be too slow for two tries: the next request has a
    /// single one, and where that is in vain too, two again.
    /// </summary>
    /// <param name="duration">How long it ran.</param>
    /// <param name="limit">How long it might.</param>
    /// <param name="timeouts">How many tries were abandoned before.</param>
    public void Lost(TimeSpan duration, TimeSpan limit, int timeouts)
    {
        // One that was given up before its time says nothing.
        if (duration >= limit * 0.9) _lost = timeouts > 0 ? limit : TimeSpan.Zero;
    }

    /// <summary>
    /// How long a call may take: four times the slowest success, or twice what was in vain, and at least 5 s, doubled with
    /// each time-out before it.
    /// Where no two such tries fit into the time that is left, the first gets half of it, so that a dead connection costs no
    /// answer, and the last one all.
    /// </summary>
    /// <param name="remaining">Until the last of the requests that wait for it must be answered.</param>
    /// <param name="timeouts">How many tries were abandoned before.</param>
    /// <param name="bytes">What is sent.</param>
    public TimeSpan Limit(TimeSpan remaining, int timeouts, long bytes)
    {
        remaining = Clamp(remaining, TimeSpan.FromMilliseconds(1), Longest);
        var half = remaining / 2;
        var slowest = _slowest > _slowestBefore ? _slowest : _slowestBefore;
        var expected = _lost * 2 > slowest * SlowestFactor ? _lost * 2 : slowest * SlowestFactor;
        var patience = Clamp(expected, LeastPatience + TimeSpan.FromSeconds(bytes / BytesPerSecond), Longest) * Math.Pow(2, Math.Min(timeouts, 10));
        if (patience <= half) return patience;
        // A sink that takes so long would answer neither of two tries.
        if (timeouts > 0 || _lost > TimeSpan.Zero || _typical * 2 > half) return remaining;
        return Clamp(half, ShortestTry, remaining);
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value > most ? most : value < least ? (least < most ? least : most) : value;
}

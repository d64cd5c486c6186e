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
    private TimeSpan _slowest;
    private TimeSpan _slowestBefore;
    private TimeSpan _windowEnd;

    /// <summary>
    /// How long a call that is not full waits for the one under way, so as to take along what arrives meanwhile: about as
    /// long as that one should take. One that hangs holds up nobody for longer.
    /// </summary>
    public TimeSpan WaitForCompany => _typical == TimeSpan.Zero ? FirstWait : Clamp(_typical * 2, ShortestWait, LongestWait);

    /// <summary>A call stored something.</summary>
    public void Saw(TimeSpan duration, TimeSpan now)
    {
        if (now >= _windowEnd)
        {
            _slowestBefore = now >= _windowEnd + Window ? TimeSpan.Zero : _slowest;
            (_slowest, _windowEnd) = (TimeSpan.Zero, now + Window);
        }
        if (duration > _slowest) _slowest = duration;
        _typical = _typical == TimeSpan.Zero ? duration : _typical + ((duration - _typical) / 8);
    }

    /// <summary>
    /// How long a call may take: four times the slowest success and at least 5 s, doubled with each time-out before it.
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
        var patience = Clamp(slowest * SlowestFactor, LeastPatience + TimeSpan.FromSeconds(bytes / BytesPerSecond), Longest) * Math.Pow(2, Math.Min(timeouts, 10));
        if (patience <= half) return patience;
        // A sink that takes so long would answer neither of two tries.
        if (timeouts > 0 || _typical * 2 > half) return remaining;
        return Clamp(half, ShortestTry, remaining);
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value > most ? most : value < least ? (least < most ? least : most) : value;
}

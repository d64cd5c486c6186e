namespace Ingest.Function.Delivery;

/// <summary>
/// How long a sink's calls take, as seen lately, and what follows from it: how long the next may take before it is
/// abandoned and tried again, and how long others wait for the one under way. Pure; not thread-safe.
/// </summary>
internal sealed class CallTimes
{
    /// <summary>
    /// No call is abandoned sooner if there is time: a healthy one takes tens of milliseconds, and what takes seconds
    /// is, by the AWS SDKs' measure as well, slow and not dead.
    /// </summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    /// <summary>In a time shorter than twice this, two tries would both be too short.</summary>
    private static readonly TimeSpan ShortestTry = TimeSpan.FromSeconds(2);

    /// <summary>A call of so many bytes may take a second more.</summary>
    private const double BytesPerSecond = 1024 * 1024;

    /// <summary>
    /// No probe is abandoned sooner: a healthy call and its connection take tens of milliseconds, at the smallest memory
    /// size too. Nor much later: an environment that is asked for the first time in a while probes, so that many POSTs may be one.
    /// </summary>
    private static readonly TimeSpan ShortestProbe = TimeSpan.FromMilliseconds(200);

    /// <summary>A call may take so many times as long as the slowest success.</summary>
    private const int SlowestFactor = 4;

    /// <summary>The slowest success counts for one to two of these.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>The longest time limit of a call: the longest a Lambda invocation can last.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(900);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private TimeSpan _typical;
    private TimeSpan _timedOut;
    private TimeSpan _slowest;
    private TimeSpan _slowestBefore;
    private TimeSpan _windowEnd;

    /// <summary>
    /// How long a call that is not full waits for the one under way, so that what arrives meanwhile shares it: about as
    /// long as that one should take. If that one hangs, nothing waits longer.
    /// </summary>
    public TimeSpan Linger => _typical == TimeSpan.Zero ? FirstWait : Clamp(_typical * 2, ShortestWait, LongestWait);

    /// <summary>A call stored something.</summary>
    /// <param name="duration">What it took.</param>
    /// <param name="now">The queue's clock.</param>
    /// <param name="timeouts">How many tries were abandoned before: what was usual then is no longer.</param>
    public void NoteSuccess(TimeSpan duration, TimeSpan now, int timeouts = 0)
    {
        if (now >= _windowEnd)
        {
            _slowestBefore = now >= _windowEnd + Window ? TimeSpan.Zero : _slowest;
            (_slowest, _windowEnd) = (TimeSpan.Zero, now + Window);
        }
        if (duration > _slowest) _slowest = duration;
        _typical = _typical == TimeSpan.Zero || timeouts > 0 || _timedOut > TimeSpan.Zero ? duration : _typical + ((duration - _typical) / 8);
        _timedOut = TimeSpan.Zero;
    }

    /// <summary>
    /// A call was abandoned. If it was not the first try, the sink may be too slow for two tries: the next request has a
    /// single one, and if that is abandoned too, two again.
    /// </summary>
    /// <param name="duration">How long it ran.</param>
    /// <param name="limit">What its limit was.</param>
    /// <param name="timeouts">How many tries were abandoned before.</param>
    public void NoteTimeout(TimeSpan duration, TimeSpan limit, int timeouts)
    {
        // One that was abandoned before its limit says nothing.
        if (duration >= limit * 0.9) _timedOut = timeouts > 0 ? limit : TimeSpan.Zero;
    }

    /// <summary>
    /// How long a call may take: four times the slowest success, or twice what timed out, and at least 5 s, doubled with
    /// each time-out before it.
    /// If no two such tries fit into the time that is left, the first gets half of it, so that a dead connection leaves time
    /// for another, and the last one all.
    /// </summary>
    /// <param name="remaining">Until the latest deadline of the writes that share it.</param>
    /// <param name="timeouts">How many tries were abandoned before.</param>
    /// <param name="bytes">What is sent.</param>
    public TimeSpan Limit(TimeSpan remaining, int timeouts, long bytes)
    {
        remaining = Clamp(remaining, TimeSpan.FromMilliseconds(1), Longest);
        var half = remaining / 2;
        var expected = _timedOut * 2 > Slow ? _timedOut * 2 : Slow;
        var patience = Clamp(expected, LeastPatience + TimeSpan.FromSeconds(bytes / BytesPerSecond), Longest) * Math.Pow(2, Math.Min(timeouts, 10));
        if (patience <= half) return patience;
        // A sink that takes so long would respond to neither of two tries.
        if (timeouts > 0 || _timedOut > TimeSpan.Zero || _typical * 2 > half) return remaining;
        return Clamp(half, ShortestTry, remaining);
    }

    /// <summary>How long a call may take that only asks whether the sink is back, if it has that long.</summary>
    /// <param name="isPatient">It may be back and slow.</param>
    /// <param name="remaining">Until the deadline.</param>
    /// <param name="bytes">What is sent.</param>
    public TimeSpan ProbeLimit(bool isPatient, TimeSpan remaining, long bytes)
    {
        var least = isPatient ? LeastPatience : ShortestProbe;
        return Clamp((Slow > least ? Slow : least) + TimeSpan.FromSeconds(bytes / BytesPerSecond), TimeSpan.FromMilliseconds(1), Clamp(remaining, TimeSpan.FromMilliseconds(1), Longest));
    }

    private TimeSpan Slow => (_slowest > _slowestBefore ? _slowest : _slowestBefore) * SlowestFactor;

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value > most ? most : value < least ? (least < most ? least : most) : value;
}

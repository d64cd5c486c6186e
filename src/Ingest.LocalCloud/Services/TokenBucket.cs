namespace Ingest.LocalCloud.Services;

/// <summary>A rate limit with one second of burst unless told otherwise. Not thread-safe: its owner's lock guards it.</summary>
internal struct TokenBucket
{
    private readonly double _perTick;
    private readonly double _capacity;
    private double _tokens;
    private long _filledAt;

    /// <param name="perSecond">Zero or less: no limit.</param>
    public TokenBucket(double perSecond, TimeProvider time, double burstSeconds = 1)
    {
        _perTick = perSecond / time.TimestampFrequency;
        _capacity = perSecond * burstSeconds;
        _tokens = _capacity;
        _filledAt = time.GetTimestamp();
    }

    /// <summary>Whether <paramref name="amount"/> may pass at <paramref name="now"/> (a timestamp of the same clock). Takes nothing.</summary>
    public bool Has(double amount, long now)
    {
        if (_perTick <= 0) return true;
        if (now > _filledAt)
        {
            _tokens = Math.Min(_capacity, _tokens + (now - _filledAt) * _perTick);
            _filledAt = now;
        }
        return _tokens >= amount;
    }

    public void Take(double amount) => _tokens -= amount;
}

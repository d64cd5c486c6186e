namespace Ingest.LocalCloud.Lambda;

/// <summary>Lets through at most a number of requests a second: a token bucket one second deep.</summary>
internal sealed class RequestRateLimiter
{
    private readonly Lock _lock = new();
    private readonly double _perSecond;
    private readonly TimeProvider _time;
    private double _tokens;
    private long _filled;

    public RequestRateLimiter(double perSecond, TimeProvider time)
    {
        _tokens = _perSecond = perSecond;
        _time = time;
        _filled = time.GetTimestamp();
    }

    public bool TryTake()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _tokens = Math.Min(_perSecond, _tokens + (_time.GetElapsedTime(_filled, now).TotalSeconds * _perSecond));
            _filled = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}

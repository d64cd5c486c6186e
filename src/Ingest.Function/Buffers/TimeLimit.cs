namespace Ingest.Function.Buffers;

/// <summary>A cancellation by the clock. Source and timer are used again if the limit was not reached.</summary>
internal sealed class TimeLimit : IDisposable
{
    private CancellationTokenSource? _source;

    public bool IsReached => _source?.IsCancellationRequested == true;

    /// <summary>Starts the clock.</summary>
    public CancellationToken Start(TimeSpan limit, TimeProvider time)
    {
        if (_source is null) _source = new CancellationTokenSource(limit, time);
        else _source.CancelAfter(limit);
        return _source.Token;
    }

    /// <summary>Cancels before the time.</summary>
    public void Cancel() => _source?.Cancel();

    /// <summary>Stops the clock; nobody may hold the token any more.</summary>
    public void Stop()
    {
        // Only the system's timers can be reset; those of other clocks are made anew.
        if (_source?.TryReset() != true) Dispose();
    }

    public void Dispose()
    {
        _source?.Dispose();
        _source = null;
    }
}

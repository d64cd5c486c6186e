using System.Threading.Channels;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// What was refused, by code, and by device within it, each with its newest example. The request path hands over two copies of
/// bytes and goes on; they are read by a task of its own. Memory is bounded: what has no room is counted as missed.
/// </summary>
internal sealed class RejectionLog : IAsyncDisposable
{
    private const int MostQueued = 2000;
    private const long MostQueuedBytes = 32 << 20;
    private const int MostCodes = 200;
    private const int MostDevices = 5000;

    private readonly Lock _lock = new();
    private readonly Channel<RefusedRequest> _queue = Channel.CreateUnbounded<RefusedRequest>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, RefusalCount> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Device, string Code), RefusalCount> _devices = [];
    private readonly Task _reading;
    private long _queuedBytes;
    private int _queued;
    private long _missed;

    public RejectionLog() => _reading = Task.Run(ReadAsync);

    /// <summary>Requests that were refused and could not be looked into.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>By code, the most frequent first.</summary>
    public IReadOnlyList<RefusalCount> Codes
    {
        get { lock (_lock) return [.. _codes.Values.Select(count => count.Copy()).OrderByDescending(count => count.Events + count.Requests)]; }
    }

    /// <summary>A refused response that left the function; on the request's thread.</summary>
    public void Offer(RefusedRequest request)
    {
        if (Volatile.Read(ref _queued) >= MostQueued || Interlocked.Read(ref _queuedBytes) + request.Bytes > MostQueuedBytes)
        {
            Interlocked.Increment(ref _missed);
            return;
        }
        Interlocked.Increment(ref _queued);
        Interlocked.Add(ref _queuedBytes, request.Bytes);
        if (!_queue.Writer.TryWrite(request)) Interlocked.Increment(ref _missed);
    }

    /// <summary>The platform refused by itself, without or in spite of the function.</summary>
    public void Platform(UrlRefusal refusal, DateTimeOffset now) =>
        Count(new Refusal(refusal.ErrorType ?? "BadGateway", refusal.Status is not (429 or >= 500), refusal.Status, now, "") { Detail = refusal.Body });

    /// <summary>By device and code, the newest first.</summary>
    /// <param name="device">Only devices whose names contain it; null: all.</param>
    public IReadOnlyList<RefusalCount> Devices(string? device, int limit)
    {
        lock (_lock)
        {
            return
            [
                .. _devices.Values.Where(count => device is null || count.Newest.DeviceId!.Contains(device, StringComparison.OrdinalIgnoreCase))
                    .OrderByDescending(count => count.Newest.Time).Take(limit).Select(count => count.Copy()),
            ];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _reading;
    }

    private async Task ReadAsync()
    {
        await foreach (var request in _queue.Reader.ReadAllAsync())
        {
            Interlocked.Decrement(ref _queued);
            Interlocked.Add(ref _queuedBytes, -request.Bytes);
            foreach (var refusal in request.Refusals()) Count(refusal);
        }
    }

    private void Count(Refusal refusal)
    {
        lock (_lock)
        {
            // Codes come from a closed set; those of another function may not.
            Add(_codes, _codes.Count < MostCodes || _codes.ContainsKey(refusal.Code) ? refusal.Code : "other", refusal);
            if (refusal.DeviceId is not { } device) return;
            if (_devices.Count >= MostDevices && !_devices.ContainsKey((device, refusal.Code))) ForgetOldest();
            Add(_devices, (device, refusal.Code), refusal);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, RefusalCount> counts, TKey key, Refusal refusal) where TKey : notnull
    {
        if (!counts.TryGetValue(key, out var count)) counts[key] = count = new RefusalCount(refusal);
        count.Add(refusal);
    }

    // A tenth at a time, so that many new devices do not each go through all.
    private void ForgetOldest()
    {
        foreach (var (key, _) in _devices.OrderBy(one => one.Value.Newest.Time).Take(MostDevices / 10).ToList()) _devices.Remove(key);
    }
}

/// <summary>How often something was refused with one code.</summary>
internal sealed class RefusalCount(Refusal first)
{
    public DateTimeOffset First { get; } = first.Time;

    public Refusal Newest { get; private set; } = first;

    public long Events { get; private set; }

    /// <summary>Those that were refused before their events were read.</summary>
    public long Requests { get; private set; }

    public void Add(Refusal refusal)
    {
        Newest = refusal;
        if (refusal.HasEvent) Events++;
        else Requests++;
    }

    public RefusalCount Copy() => (RefusalCount)MemberwiseClone();
}

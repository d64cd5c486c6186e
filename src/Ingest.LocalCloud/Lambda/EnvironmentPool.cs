using System.Diagnostics.CodeAnalysis;

namespace Ingest.LocalCloud.Lambda;

/// <summary>
/// The function's execution environments: reuses the one used last, starts one if all are busy, refuses beyond the
/// concurrency limit, replaces those that ended, shuts down those idle for long.
/// </summary>
internal sealed class EnvironmentPool : IAsyncDisposable
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly List<EnvironmentHost> _all = [];
    // Those with a free slot; the last one was used last.
    private readonly List<EnvironmentHost> _available = [];
    private readonly HashSet<Task> _stopping = [];
    private readonly FunctionOptions _options;
    private readonly Uri _awsEndpoint;
    private readonly FunctionMetrics _metrics;
    private readonly IReadOnlyList<ILogSink> _logs;
    private readonly FailureReports _failures;
    private readonly Lazy<Guardian> _guardian = new();
    private readonly ITimer _housekeeping;
    // On Lambda each has a share of CPU of its own: started all at once on this machine's cores, each would take as long as all.
    private readonly SemaphoreSlim _starts = new(Math.Max(1, Environment.ProcessorCount));
    private readonly int _limit;
    private int _started;
    private int _active;
    private bool _closed;
    private bool _toldOfLog;

    public EnvironmentPool(FunctionOptions options, Uri awsEndpoint, FunctionMetrics metrics, IReadOnlyList<ILogSink> logs)
    {
        _options = options;
        _awsEndpoint = awsEndpoint;
        _metrics = metrics;
        _logs = logs;
        _failures = new FailureReports(options.Terminal);
        _limit = Math.Min(options.Concurrency, options.ReservedConcurrency ?? int.MaxValue);
        _housekeeping = options.Time.CreateTimer(static self => ((EnvironmentPool)self!).KeepHouse(), this, SampleInterval, SampleInterval);
    }

    /// <summary>The error of the newest environment that failed to start or ended by itself; null without any.</summary>
    public string? LastError { get; private set; }

    /// <summary>A slot in an environment, or false at the concurrency limit.</summary>
    /// <param name="concurrent">Invocations running now, this one included.</param>
    public bool TryAcquire([NotNullWhen(true)] out EnvironmentHost? host, out int concurrent)
    {
        var start = false;
        lock (_lock)
        {
            concurrent = _active;
            host = null;
            if (_closed) return false;
            if (_available.Count > 0)
            {
                host = _available[^1];
            }
            else
            {
                if (_all.Count >= _limit) return false;
                host = Create();
                start = true;
            }
            concurrent = ++_active;
            if (++host.Environment.Active == _options.EnvironmentConcurrency) _available.Remove(host);
        }
        if (start) host.Start();
        return true;
    }

    /// <summary>The environments there are, oldest first.</summary>
    public IReadOnlyList<EnvironmentHost> List()
    {
        lock (_lock) return [.. _all];
    }

    /// <summary>SIGKILL to the environment that signs with this key; false if none does.</summary>
    public bool Kill(string accessKeyId)
    {
        var host = List().FirstOrDefault(h => h.AccessKeyId.Equals(accessKeyId, StringComparison.Ordinal));
        host?.Kill();
        return host is not null;
    }

    public async ValueTask DisposeAsync()
    {
        await _housekeeping.DisposeAsync();
        EnvironmentHost[] hosts;
        lock (_lock)
        {
            _closed = true;
            hosts = [.. _all];
            _all.Clear();
            _available.Clear();
        }
        await Task.WhenAll(hosts.Select(h => h.StopAsync(graceful: true)));
        Task[] stopping;
        lock (_lock) stopping = [.. _stopping];
        await Task.WhenAll(stopping);
        if (_guardian.IsValueCreated) _guardian.Value.Dispose();
    }

    private EnvironmentHost Create()
    {
        EnvironmentHost host = null!;
        var environment = new ExecutionEnvironment(++_started, _options)
        {
            Initialized = e =>
            {
                _metrics.RecordColdStart(e.Number, e.InitDuration!.Value, host.ReadCpu());
                host.EndStart();
            },
            Released = _ => Release(host),
            Failed = (_, result) => Remove(host, result),
        };
        host = new EnvironmentHost(environment, _options, _awsEndpoint, _logs, _guardian.Value, _starts);
        if (host.LogDenial is { } denial && !_toldOfLog)
        {
            _toldOfLog = true;
            _options.Terminal.WriteLine($"The function's log stays empty: {denial}");
        }
        _all.Add(host);
        _available.Add(host);
        return host;
    }

    private void Release(EnvironmentHost host)
    {
        lock (_lock)
        {
            _active--;
            host.Environment.LastUsed = _options.Time.GetTimestamp();
            if (host.Environment.Active-- == _options.EnvironmentConcurrency && !_closed && _all.Contains(host)) _available.Add(host);
        }
    }

    private void Remove(EnvironmentHost host, InvocationResult result)
    {
        lock (_lock)
        {
            if (!_all.Remove(host)) return;
            _available.Remove(host);
            _active -= host.Environment.Active;
            LastError = result.Error;
            Stop(host, graceful: false, result);
        }
        host.Log($"{result.Outcome}: {result.Error}");
    }

    // Under the lock that took it from the list: whoever disposes the pool finds it in the one or the other.
    private void Stop(EnvironmentHost host, bool graceful, InvocationResult? failure = null)
    {
        var stopping = Task.Run(async () =>
        {
            await host.StopAsync(graceful);
            // Only now it has said all it had to say.
            if (failure is { } result && !host.WasKilled) _failures.Report(result, host.LastLines);
        });
        _stopping.Add(stopping);
        _ = stopping.ContinueWith(
            t =>
            {
                lock (_lock) _stopping.Remove(t);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void KeepHouse()
    {
        EnvironmentHost[] hosts;
        lock (_lock)
        {
            var now = _options.Time.GetTimestamp();
            EnvironmentHost[] idle = [.. _all.Where(h => h.Environment.Active == 0 && _options.Time.GetElapsedTime(h.Environment.LastUsed, now) >= _options.IdleTimeout)];
            foreach (var host in idle)
            {
                _all.Remove(host);
                _available.Remove(host);
                Stop(host, graceful: true);
            }
            hosts = [.. _all];
        }
        foreach (var host in hosts)
        {
            host.SampleMemory();
            host.EndIfOverMemory();
        }
    }
}

using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Lambda;

/// <summary>The deployed function: takes events, applies Lambda's limits, answers with what an environment made of them.</summary>
internal sealed class LambdaFunction : IAsyncDisposable
{
    // An account's concurrency, on which a function without a reserved share draws (Lambda quotas).
    private const int AccountConcurrency = 1000;

    // "10 times your reserved concurrency" requests a second (Lambda developer guide, urls-configuration).
    private const int RequestsPerConcurrency = 10;
    private readonly FunctionOptions _options;
    private readonly FunctionMetrics _metrics;
    private readonly FaultRegistry _faults;
    private readonly Lock _lock = new();
    private TokenBucket _rate;

    public LambdaFunction(FunctionOptions options, Uri awsEndpoint, FunctionMetrics metrics, FaultRegistry faults, IReadOnlyList<ILogSink> logs)
    {
        _options = options;
        _metrics = metrics;
        _faults = faults;
        Environments = new EnvironmentPool(options, awsEndpoint, metrics, logs);
        _rate = new TokenBucket(options.RequestRateLimit ? RequestsPerConcurrency * (options.ReservedConcurrency ?? AccountConcurrency) : 0, options.Time);
    }

    public EnvironmentPool Environments { get; }

    /// <summary>Runs one invocation to its end; every failure is a result.</summary>
    /// <param name="payload">The event; the function disposes it.</param>
    public ValueTask<InvocationResult> InvokeAsync(string requestId, string traceId, PooledBuffer payload)
    {
        lock (_lock)
        {
            if (!_rate.Has(1, _options.Time.GetTimestamp())) return ValueTask.FromResult(Throttle(payload, InvocationOutcome.RateExceeded));
            _rate.Take(1);
        }
        if (!Environments.TryAcquire(out var host, out var concurrent))
            return ValueTask.FromResult(Throttle(payload, InvocationOutcome.ConcurrencyExceeded));
        return RunAsync(host, new Invocation(requestId, traceId, payload), concurrent);
    }

    public ValueTask DisposeAsync() => Environments.DisposeAsync();

    private async ValueTask<InvocationResult> RunAsync(EnvironmentHost host, Invocation invocation, int concurrent)
    {
        if (_faults.Plan(FaultTarget.Lambda, "Invoke") is { } plan)
        {
            if (plan.Delay > TimeSpan.Zero) await Task.Delay(plan.Delay, _options.Time);
            if (plan.KillsAt is { } after) invocation.Delivered = () => KillLater(host, after);
        }
        host.Environment.Dispatch(invocation);
        var result = await invocation.Completion;
        var duration = invocation.Started == 0 ? TimeSpan.Zero : _options.Time.GetElapsedTime(invocation.Started);
        var report = new InvocationReport(
            _options.Time.GetUtcNow(), invocation.RequestId, host.Environment.Number, result.Outcome,
            duration, invocation.InitDuration, host.Memory.Peak);
        _metrics.RecordInvocation(report, concurrent);
        if (result.Outcome == InvocationOutcome.FunctionError) host.Log($"[ERROR] RequestId: {invocation.RequestId} {result.Error}");
        return result;
    }

    private void KillLater(EnvironmentHost host, TimeSpan after)
    {
        if (after <= TimeSpan.Zero) host.Kill();
        else _ = Task.Delay(after, _options.Time).ContinueWith(_ => host.Kill(), TaskScheduler.Default);
    }

    private InvocationResult Throttle(PooledBuffer payload, InvocationOutcome outcome)
    {
        payload.Dispose();
        _metrics.RecordThrottle();
        return new InvocationResult(outcome);
    }
}

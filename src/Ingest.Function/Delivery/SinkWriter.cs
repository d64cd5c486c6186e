using Ingest.Function.Diagnostics;

namespace Ingest.Function.Delivery;

/// <summary>Drives one sink: takes calls from the queue, makes them, and hands the outcomes back. Safe under concurrent requests.</summary>
internal sealed class SinkWriter : IDisposable
{
    /// <summary>
    /// A call that hangs this long is given up and tried again: far above a healthy call (Kinesis and DynamoDB answer
    /// within tens of milliseconds), and short enough for several tries before a device's own time-out.
    /// </summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    private readonly ISink _sink;
    private readonly WriteQueue _queue;
    private readonly TimeProvider _time;
    private readonly LogWriter _log;
    private readonly long _start;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly List<(SinkCall Call, CancellationTokenSource Cancellation)> _running = [];

    public SinkWriter(ISink sink, WriteQueue queue, TimeProvider time, LogWriter log)
    {
        _sink = sink;
        _queue = queue;
        _time = time;
        _log = log;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ISink Sink => _sink;

    /// <summary>The queue's clock.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Writes every unit, trying failed ones again until the write's deadline; ends then at the latest.</summary>
    /// <param name="write">Its deadline is on this writer's clock.</param>
    /// <param name="deadline">Fires at that deadline.</param>
    public async Task WriteAsync(SinkWrite write, CancellationToken deadline)
    {
        lock (_lock) _queue.Add(write);
        Pump();
        await using var registration = deadline.UnsafeRegister(static (state, _) =>
        {
            var (writer, late) = ((SinkWriter, SinkWrite))state!;
            writer.GiveUp(late);
        }, (this, write));
        await write.Completion;
    }

    public void Dispose() => _timer.Dispose();

    private void Pump()
    {
        while (true)
        {
            SinkCall? call;
            CancellationTokenSource cancellation;
            lock (_lock)
            {
                var now = Now;
                call = _queue.TakeCall(now);
                if (call is null)
                {
                    if (_queue.NextDue(now) is { } due) _timer.Change(due - now, Timeout.InfiniteTimeSpan);
                    return;
                }
                cancellation = new CancellationTokenSource(CallTimeout, _time);
                _running.Add((call, cancellation));
            }
            _ = RunAsync(call, cancellation);
        }
    }

    private async Task RunAsync(SinkCall call, CancellationTokenSource cancellation)
    {
        WriteOutcome[] outcomes;
        try
        {
            outcomes = await _sink.WriteAsync(call, cancellation.Token);
            if (outcomes.Length != call.Units.Count)
                _log.Error($"{_sink.Name} answered {outcomes.Length} results for {call.Units.Count} units; all are sent again.");
        }
        // The boundary to the sink: whatever it throws becomes an outcome, and the request is answered.
        catch (Exception e)
        {
            outcomes = new WriteOutcome[call.Units.Count];
            Array.Fill(outcomes, AwsFailure.Classify(e));
            _log.Warning($"{_sink.Name} call of {call.Units.Count} units failed: {AwsFailure.Describe(e, cancellation.IsCancellationRequested)}");
        }
        lock (_lock)
        {
            _running.Remove((call, cancellation));
            _queue.Complete(call, outcomes, Now);
        }
        cancellation.Dispose();
        Pump();
        foreach (var (write, _) in call.Writes) write.Announce();
    }

    private void GiveUp(SinkWrite write)
    {
        List<CancellationTokenSource> abandoned;
        lock (_lock)
        {
            _queue.GiveUp(write);
            abandoned = [.. _running.Where(r => r.Call.IsAbandoned).Select(r => r.Cancellation)];
        }
        // Outside the lock: what waits for the write, and a cancelled call, may go on on this very thread. Connections
        // first: once the request is answered, the platform may freeze the process.
        foreach (var cancellation in abandoned)
        {
            try
            {
                cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The call ended between the lock and here.
            }
        }
        write.Announce();
    }
}

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
    private readonly List<SinkCall> _running = [];
    private readonly Action<SinkCall> _end;

    public SinkWriter(ISink sink, WriteQueue queue, TimeProvider time, LogWriter log)
    {
        _sink = sink;
        _queue = queue;
        _time = time;
        _log = log;
        _start = time.GetTimestamp();
        _end = End;
        _timer = time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ISink Sink => _sink;

    /// <summary>The queue's clock.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Writes every unit, trying failed ones again until the write's deadline; <see cref="SinkWrite.Completion"/> says when it is done.</summary>
    /// <param name="write">Its deadline is on this writer's clock; <see cref="GiveUp"/> is to be called then.</param>
    public void Begin(SinkWrite write)
    {
        write.Writer = this;
        lock (_lock) _queue.Add(write);
        Pump();
    }

    /// <summary>Ends a write with what is known of its units, and the calls that nobody else waits for.</summary>
    /// <returns>True where it was still open: it is to be announced then.</returns>
    public bool GiveUp(SinkWrite write)
    {
        List<SinkCall> abandoned;
        lock (_lock)
        {
            if (!_queue.GiveUp(write)) return false;
            abandoned = _running.FindAll(static call => call.IsAbandoned);
            foreach (var call in abandoned) call.IsGivenUp = true;
        }
        // Outside the lock: a cancelled call may go on on this very thread. And before the write is announced: once the
        // request is answered, the platform may freeze the process.
        foreach (var call in abandoned) call.TimeLimit.Cancel();
        return true;
    }

    public void Dispose() => _timer.Dispose();

    private void Pump()
    {
        while (true)
        {
            SinkCall? call;
            CancellationToken cancellation;
            lock (_lock)
            {
                var now = Now;
                call = _queue.TakeCall(now);
                if (call is null)
                {
                    if (_queue.NextDue(now) is { } due) _timer.Change(due - now, Timeout.InfiniteTimeSpan);
                    return;
                }
                cancellation = call.TimeLimit.Start(CallTimeout, _time);
                _running.Add(call);
            }
            call.Await(_sink.WriteAsync(call, cancellation), _end);
        }
    }

    private void End(SinkCall call)
    {
        ReadOnlyMemory<WriteOutcome> outcomes;
        try
        {
            outcomes = call.TakeAnswer();
            if (outcomes.Length != call.Units.Count)
                _log.Error($"{_sink.Name} answered {outcomes.Length} results for {call.Units.Count} units; all are sent again.");
        }
        // The boundary to the sink: whatever it throws becomes an outcome, and the request is answered.
        catch (Exception e)
        {
            call.Outcomes.Span.Fill(AwsFailure.Classify(e));
            outcomes = call.Outcomes;
            _log.Warning($"{_sink.Name} call of {call.Units.Count} units failed: {AwsFailure.Describe(e, call.TimeLimit.IsReached)}");
        }
        bool isGivenUp;
        lock (_lock)
        {
            _running.Remove(call);
            _queue.Complete(call, outcomes.Span, Now);
            isGivenUp = call.IsGivenUp;
        }
        if (!isGivenUp) call.TimeLimit.Stop();
        Pump();
        foreach (var write in call.Completed) write.Announce();
        if (isGivenUp) return;
        lock (_lock) _queue.Recycle(call);
    }
}

using Ingest.Function.Events;
using Ingest.Function.Logging;
using Ingest.Function.Metrics;
using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>Drives one sink: takes calls from the queue, makes them, and hands the outcomes back. Safe under concurrent requests.</summary>
internal sealed class SinkWriter : IDisposable
{
    private readonly ISink _sink;
    private readonly WriteQueue _queue;
    private readonly TimeProvider _time;
    private readonly LogWriter _log;
    private readonly SinkMetrics _metrics;
    private readonly long _start;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly List<SinkCall> _running = [];
    private readonly Action<SinkCall> _end;

    /// <param name="sink">Where it writes.</param>
    /// <param name="retries">When a failed unit is tried again.</param>
    /// <param name="isShared">True if requests run concurrently: they share calls then.</param>
    /// <param name="time">The clock of waits and time limits.</param>
    /// <param name="log">Told of calls that fail.</param>
    /// <param name="metrics">Counts calls, and what is sent again or not stored.</param>
    public SinkWriter(ISink sink, RetrySchedule retries, bool isShared, TimeProvider time, LogWriter log, SinkMetrics metrics)
    {
        _sink = sink;
        _queue = new WriteQueue(sink.Limits, retries, isShared);
        _time = time;
        _log = log;
        _metrics = metrics;
        _start = time.GetTimestamp();
        _end = End;
        _timer = time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ISink Sink => _sink;

    public SinkMetrics Metrics => _metrics;

    /// <summary>What the last batch came to: no problem if all of it was written; At, milliseconds since 1970, is 0 before the first.</summary>
    public (Problem? Problem, long At) LastOutcome { get; set; }

    /// <summary>The queue's clock.</summary>
    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Whether a POST is to be refused at once, and when a resend may help.</summary>
    public bool Refuses(out TimeSpan wait)
    {
        wait = default;
        lock (_lock) return _queue.IsOpen && _queue.Refuses(Now, out wait);
    }

    /// <summary>Groups a batch into units. Nothing is sent before <see cref="Begin"/>.</summary>
    /// <param name="batch">Held by what is returned.</param>
    /// <param name="budget">From now to when it must be completed: <see cref="Abandon"/> is to be called then.</param>
    public SinkWrite Prepare(EventBatch batch, TimeSpan budget)
    {
        var deadline = Now + budget;
        var write = _sink.Prepare(batch);
        (write.Writer, write.Deadline) = (this, deadline);
        return write;
    }

    /// <summary>Writes every unit, trying failed ones again until the write's deadline; <see cref="SinkWrite.Completion"/> says when it is done.</summary>
    /// <param name="write">Prepared here; one that was abandoned meanwhile stays so.</param>
    public void Begin(SinkWrite write)
    {
        lock (_lock)
        {
            if (write.IsCompleted) return;
            _queue.Add(write);
        }
        Pump();
    }

    /// <summary>Ends a write with what is known of its units, and the calls that no other write waits for.</summary>
    /// <returns>True if it was still open: it is to be announced then.</returns>
    public bool Abandon(SinkWrite write)
    {
        List<SinkCall> abandoned;
        lock (_lock)
        {
            if (!_queue.Abandon(write)) return false;
            abandoned = _running.FindAll(static call => call is { IsCancelled: false, IsAbandoned: true });
            foreach (var call in abandoned)
            {
                call.IsCancelled = true;
                call.Hold();
            }
        }
        // Outside the lock: a cancelled call may go on on this very thread. And before the write is announced: once the
        // response is sent, the platform may freeze the process.
        foreach (var call in abandoned) Cancel(call);
        return true;
    }

    public void Dispose() => _timer.Dispose();

    private void Pump()
    {
        while (true)
        {
            SinkCall? call;
            ValueTask<ReadOnlyMemory<WriteOutcome>> outcomes;
            CancellationToken cancellation = default;
            Exception? failure = null;
            lock (_lock)
            {
                var now = Now;
                call = _queue.TakeCall(now);
                if (call is null)
                {
                    if (_queue.NextDue(now) is { } due) _timer.Change(due - now, Timeout.InfiniteTimeSpan);
                    return;
                }
                _running.Add(call);
                _metrics.NoteRetries(call.EventsAgain);
                // From here on the call is under way, and whatever fails is its outcome.
                try
                {
                    cancellation = call.TimeLimit.Start(call.Limit, _time);
                }
                catch (Exception e)
                {
                    failure = e;
                }
            }
            try
            {
                outcomes = failure is null ? _sink.WriteAsync(call, cancellation) : ValueTask.FromException<ReadOnlyMemory<WriteOutcome>>(failure);
            }
            catch (Exception e)
            {
                outcomes = ValueTask.FromException<ReadOnlyMemory<WriteOutcome>>(e);
            }
            call.Await(outcomes, _end);
        }
    }

    private void End(SinkCall call)
    {
        ReadOnlyMemory<WriteOutcome> outcomes;
        string? warning = null;
        try
        {
            outcomes = call.TakeOutcomes();
            if (outcomes.Length != call.Units.Count)
                warning = $"{_sink.Name} returned {outcomes.Length} results for {call.Units.Count} units; all are sent again.";
        }
        // The boundary to the sink: whatever it throws becomes an outcome, and the request gets its response.
        catch (Exception e)
        {
            var failure = call.Failure = _sink.Explain(e);
            if (failure.Code is not null || failure.RequestId is not null) call.Error = new SinkError(failure.Code, null, failure.RequestId);
            call.IsTimedOut = call.TimeLimit.IsReached;
            call.Outcomes.Span.Fill(failure.Outcome);
            outcomes = call.Outcomes;
            warning = $"{_sink.Name} call of {call.Units.Count} units failed: {(call.IsTimedOut && failure.Code is null ? "no response in time" : failure.Description)}";
        }
        bool isCancelled;
        lock (_lock)
        {
            _running.Remove(call);
            var now = Now;
            _metrics.NoteCall(now - call.Started);
            _queue.Complete(call, outcomes.Span, now);
            isCancelled = call.IsCancelled;
        }
        // If it was, another thread may be cancelling it just now.
        if (!isCancelled) call.TimeLimit.Stop();
        if (warning is not null) Warn(warning, isRare: call.IsTimedOut);
        Pump();
        foreach (var write in call.Completed) write.Announce();
        Release(call);
    }

    private void Cancel(SinkCall call)
    {
        try
        {
            call.TimeLimit.Cancel();
        }
        // A callback that fails must not keep the request from its response.
        catch (Exception e)
        {
            Warn($"{_sink.Name} call could not be cancelled: {e.Message}", isRare: true);
        }
        Release(call);
    }

    /// <summary>The last to use a call makes it ready to be used again.</summary>
    private void Release(SinkCall call)
    {
        if (!call.Release()) return;
        if (call.IsCancelled) call.TimeLimit.Stop();
        lock (_lock) _queue.Recycle(call);
    }

    /// <summary>A line that cannot be written must cost no request its response.</summary>
    /// <param name="isRare">It takes seconds to come to it, as to a time-out: each is told of.</param>
    private void Warn(string message, bool isRare)
    {
        try
        {
            if (isRare) _log.Warning(message);
            else _log.Sample(ProblemLevel.Warning, $"{_sink.Name} call", message);
        }
        catch (IOException)
        {
            // There is nowhere else to write it.
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Ingest.Function.Buffers;
using Ingest.Function.Events;
using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>Stores a batch in every configured sink, in parallel. An event is durable when all of them have it.</summary>
internal sealed class EventDelivery(IEnumerable<SinkWriter> writers, TimeProvider time)
{
    /// <summary>The longest an invocation can last; timers take no more than some weeks.</summary>
    private static readonly TimeSpan LongestBudget = TimeSpan.FromSeconds(900);

    private readonly SinkWriter[] _writers = [.. writers];
    private readonly Recycler<Delivery> _deliveries = new();

    public IReadOnlyList<SinkWriter> Writers => _writers;

    /// <summary>Rejects events that would not fit into a unit of their own: no call could ever store them.</summary>
    public void RejectWhatCannotFit(EventBatch batch)
    {
        foreach (var e in batch.Events)
        {
            if (WhyItCannotFit(batch, e) is null) continue;
            batch.RejectIf(WhyItCannotFit);
            return;
        }
    }

    /// <param name="batch">Valid events, duplicates collapsed. Calls that outlive this hold it for as long as they read it.</param>
    /// <param name="budget">The result comes within this; more than 900 s counts as 900.</param>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<DeliveryResult> WriteAsync(EventBatch batch, TimeSpan budget)
    {
        if (budget <= TimeSpan.Zero)
        {
            foreach (var writer in _writers) writer.Metrics.NoteNotStored(Problem.Unavailable, batch.Events.Count);
            return DeliveryResult.NothingStored(batch.Events.Count);
        }
        if (Refusal(batch.Events.Count) is { } refused) return refused;
        if (budget > LongestBudget) budget = LongestBudget;
        var delivery = _deliveries.Rent();
        try
        {
            // Whatever can fail comes before the first call: what is under way is always awaited and has a time limit.
            foreach (var writer in _writers) delivery.Writes.Add(writer.Prepare(batch, budget));
            await using (delivery.TimeLimit.Start(budget, time).UnsafeRegister(static delivery => ((Delivery)delivery!).Abandon(), delivery))
            {
                delivery.Begin();
                foreach (var write in delivery.Writes) await write.Completion;
            }
            delivery.Failure?.Throw();
            return Note(delivery.Writes, DeliveryResult.Merge(delivery.Writes));
        }
        finally
        {
            delivery.Clear();
            _deliveries.Return(delivery);
        }
    }

    /// <summary>What was written while the function primed itself was not sent.</summary>
    public void ForgetOutcomes()
    {
        foreach (var writer in _writers) writer.LastOutcome = default;
    }

    /// <summary>A sink that is away has the POST refused before anything is written elsewhere: a resend would write it there twice.</summary>
    private DeliveryResult? Refusal(int events)
    {
        DeliveryResult? result = null;
        // All are asked: each counts its refusals.
        foreach (var writer in _writers)
        {
            if (!writer.Refuses(out var wait)) continue;
            writer.Metrics.NoteNotStored(Problem.Unavailable, events);
            result ??= DeliveryResult.Refused(events, writer.Sink, wait);
        }
        return result;
    }

    private DeliveryResult Note(List<SinkWrite> writes, DeliveryResult result)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        List<SinkRefusal>? refusals = null;
        foreach (var write in writes)
        {
            var writer = write.Writer!;
            // What this sink alone makes of the batch.
            var own = result.Problem is null ? DeliveryResult.AllStored : DeliveryResult.Merge([write]);
            writer.LastOutcome = (own.Problem, now);
            if (own.Problem is not { } cause) continue;
            writer.Metrics.NoteNotStored(cause, own.NotStored.Count);
            (refusals ??= []).Add(new SinkRefusal(writer.Sink.Name, cause, own.NotStored.Count, Math.Max(1, write.Round), write.LastError?.Place ?? writer.Sink.Target, write.LastError));
        }
        return refusals is null ? result : result with { Refusals = refusals };
    }

    private Rejection? WhyItCannotFit(EventBatch batch, TelemetryEvent e)
    {
        foreach (var writer in _writers)
        {
            var bytes = writer.Sink.UnitBytes(batch, e);
            var most = writer.Sink.Limits.UnitBytes;
            if (bytes <= most) continue;
            return batch.Rejected(e, Problem.EventTooLarge, "",
                $"The event makes a {writer.Sink.UnitName} of {bytes} bytes; the limit is {most}.");
        }
        return null;
    }

    /// <summary>A batch under way to all sinks.</summary>
    private sealed class Delivery
    {
        public List<SinkWrite> Writes { get; } = [];

        public TimeLimit TimeLimit { get; } = new();

        /// <summary>What kept a write from beginning.</summary>
        public ExceptionDispatchInfo? Failure { get; private set; }

        /// <summary>Begins all; if one cannot, those begun are abandoned like at the deadline, and must still be awaited.</summary>
        public void Begin()
        {
            try
            {
                foreach (var write in Writes) write.Writer!.Begin(write);
            }
            catch (Exception e)
            {
                Failure = ExceptionDispatchInfo.Capture(e);
                Abandon();
            }
        }

        public void Abandon()
        {
            // With the last announcement the request goes on, on this very thread, and this object and its writes serve another.
            foreach (var late in Writes.FindAll(static write => write.Writer!.Abandon(write))) late.Announce();
        }

        public void Clear()
        {
            TimeLimit.Stop();
            foreach (var write in Writes) write.Dispose();
            Writes.Clear();
            Failure = null;
        }
    }
}

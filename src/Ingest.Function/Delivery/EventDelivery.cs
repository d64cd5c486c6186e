using System.Runtime.CompilerServices;
using System.Text;
using Ingest.Function.Events;
using Ingest.Function.Pooling;
using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>Stores a batch in every configured sink, in parallel. An event is durable when all of them have it.</summary>
internal sealed class EventDelivery(IEnumerable<SinkWriter> writers, TimeProvider time)
{
    private readonly SinkWriter[] _writers = [.. writers];
    private readonly Recycler<Delivery> _deliveries = new();

    /// <summary>Refuses events that would not fit into a unit of their own: no call could ever store them.</summary>
    public void RejectWhatCannotFit(EventBatch batch)
    {
        foreach (var e in batch.Events)
        {
            if (WhyItCannotFit(batch, e) is null) continue;
            batch.RejectWhere(WhyItCannotFit);
            return;
        }
    }

    /// <param name="batch">Valid events, duplicates collapsed.</param>
    /// <param name="budget">The answer comes within this.</param>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<DeliveryResult> WriteAsync(EventBatch batch, TimeSpan budget)
    {
        if (budget <= TimeSpan.Zero) return DeliveryResult.NothingStored(batch.Events.Count);
        var delivery = _deliveries.Rent();
        foreach (var writer in _writers)
        {
            var write = writer.Sink.Prepare(batch);
            write.Deadline = writer.Now + budget;
            delivery.Writes.Add(write);
            writer.Begin(write);
        }
        await using (delivery.TimeLimit.Start(budget, time).UnsafeRegister(static delivery => ((Delivery)delivery!).GiveUp(), delivery))
        {
            foreach (var write in delivery.Writes) await write.Completion;
        }
        delivery.TimeLimit.Stop();
        var result = DeliveryResult.Merge(delivery.Writes);
        delivery.Clear();
        _deliveries.Return(delivery);
        return result;
    }

    private Rejection? WhyItCannotFit(EventBatch batch, TelemetryEvent e)
    {
        foreach (var writer in _writers)
        {
            var bytes = writer.Sink.UnitBytes(batch, e);
            var most = writer.Sink.Limits.UnitBytes;
            if (bytes <= most) continue;
            return new Rejection(e.Index, Encoding.UTF8.GetString(batch.Text(e.Id)), Problem.EventTooLarge, "",
                $"The event makes a {writer.Sink.UnitName} of {bytes} bytes; the limit is {most}.");
        }
        return null;
    }

    /// <summary>A batch under way to all sinks.</summary>
    private sealed class Delivery
    {
        public List<SinkWrite> Writes { get; } = [];

        public TimeLimit TimeLimit { get; } = new();

        public void GiveUp()
        {
            // With the last announcement the request goes on, on this very thread, and this object and its writes serve another.
            foreach (var late in Writes.FindAll(static write => write.Writer!.GiveUp(write))) late.Announce();
        }

        public void Clear()
        {
            foreach (var write in Writes) write.Dispose();
            Writes.Clear();
        }
    }
}

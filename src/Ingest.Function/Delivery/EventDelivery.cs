using Ingest.Function.Events;
using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>Stores a batch in every configured sink, in parallel. An event is durable when all of them have it.</summary>
internal sealed class EventDelivery(IReadOnlyList<SinkWriter> writers, TimeProvider time)
{
    /// <summary>Refuses events that would not fit into a unit of their own: no call could ever store them.</summary>
    public void RejectWhatCannotFit(EventBatch batch) => batch.RejectWhere(e =>
    {
        foreach (var writer in writers)
        {
            var bytes = writer.Sink.UnitBytes(batch, e);
            var most = writer.Sink.Limits.UnitBytes;
            if (bytes <= most) continue;
            return new Rejection(e.Index, System.Text.Encoding.UTF8.GetString(batch.Text(e.Id)), Problem.EventTooLarge, "",
                $"The event makes a {writer.Sink.UnitName} of {bytes} bytes; the limit is {most}.");
        }
        return null;
    });

    /// <param name="batch">Valid events, duplicates collapsed.</param>
    /// <param name="budget">The answer comes within this.</param>
    public async Task<DeliveryResult> WriteAsync(EventBatch batch, TimeSpan budget)
    {
        if (budget <= TimeSpan.Zero) return DeliveryResult.NothingStored(batch.Events.Count);
        using var deadline = new CancellationTokenSource(budget, time);
        var writes = new SinkWrite[writers.Count];
        var tasks = new Task[writers.Count];
        for (var i = 0; i < writers.Count; i++)
        {
            writes[i] = writers[i].Sink.Prepare(batch);
            writes[i].Deadline = writers[i].Now + budget;
            tasks[i] = writers[i].WriteAsync(writes[i], deadline.Token);
        }
        foreach (var task in tasks) await task;
        return DeliveryResult.Merge(writes);
    }
}

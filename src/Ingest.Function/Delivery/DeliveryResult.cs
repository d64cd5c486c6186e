namespace Ingest.Function.Delivery;

/// <summary>What became of a batch.</summary>
/// <param name="NotStored">Places in the batch of events that not every sink has, ascending.</param>
/// <param name="IsThrottled">True where throttling alone kept them out.</param>
/// <param name="NextDelay">The wait that would have come before the next try.</param>
internal sealed record DeliveryResult(IReadOnlyList<int> NotStored, bool IsThrottled, TimeSpan NextDelay)
{
    public static readonly DeliveryResult AllStored = new([], IsThrottled: false, TimeSpan.Zero);

    /// <summary>An event is stored when every sink has the unit that holds it.</summary>
    public static DeliveryResult Merge(IReadOnlyList<SinkWrite> writes)
    {
        SortedSet<int>? notStored = null;
        var isThrottled = true;
        var delay = TimeSpan.Zero;
        foreach (var write in writes)
        {
            for (var unit = 0; unit < write.Units.Count; unit++)
            {
                if (write.Outcome(unit) == WriteOutcome.Written) continue;
                notStored ??= [];
                isThrottled &= write.Outcome(unit) == WriteOutcome.Throttled;
                if (write.NextDelay > delay) delay = write.NextDelay;
                var (first, count, _) = write.Units[unit];
                for (var n = first; n < first + count; n++) notStored.Add(write.EventAt(n));
            }
        }
        return notStored is null ? AllStored : new DeliveryResult([.. notStored], isThrottled, delay);
    }
}

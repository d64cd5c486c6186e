namespace Ingest.Function.Delivery;

/// <summary>What became of a batch.</summary>
/// <param name="NotStored">Places in the batch of events that not every sink has, ascending.</param>
/// <param name="IsThrottled">True where throttling alone kept them out, as far as the sinks answered.</param>
/// <param name="NextDelay">The wait that would have come before the next try.</param>
/// <param name="IsStillRead">A call that was given up may still be reading the batch: its memory must not be used anew.</param>
internal sealed record DeliveryResult(IReadOnlyList<int> NotStored, bool IsThrottled, TimeSpan NextDelay, bool IsStillRead = false)
{
    public static readonly DeliveryResult AllStored = new([], IsThrottled: false, TimeSpan.Zero);

    /// <summary>There was no time to write anything.</summary>
    public static DeliveryResult NothingStored(int events) => new([.. Enumerable.Range(0, events)], IsThrottled: false, TimeSpan.Zero);

    /// <summary>An event is stored when every sink has the unit that holds it.</summary>
    public static DeliveryResult Merge(List<SinkWrite> writes)
    {
        SortedSet<int>? notStored = null;
        var isThrottled = true;
        var isStillRead = false;
        var delay = TimeSpan.Zero;
        foreach (var write in writes)
        {
            var (left, throttled, failed) = (0, 0, 0);
            isStillRead |= write.IsStillRead;
            for (var unit = 0; unit < write.Units.Count; unit++)
            {
                if (write.Outcome(unit) == WriteOutcome.Written) continue;
                notStored ??= [];
                if (write.Outcome(unit) == WriteOutcome.Throttled) throttled++;
                // Units that got no turn or no answer say nothing: those throttled before them may be the reason.
                else if (write.Outcome(unit) != WriteOutcome.Unknown) failed++;
                left++;
                if (write.NextDelay > delay) delay = write.NextDelay;
                var (first, count, _) = write.Units[unit];
                for (var n = first; n < first + count; n++) notStored.Add(write.EventAt(n));
            }
            if (left > 0) isThrottled &= throttled > 0 && failed == 0;
        }
        return notStored is null ? AllStored : new DeliveryResult([.. notStored], isThrottled, delay, isStillRead);
    }
}

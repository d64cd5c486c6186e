using Ingest.Function.Events;
using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>What became of a batch.</summary>
/// <param name="NotStored">Places in the batch of events that not every sink has and that may be sent again, ascending.</param>
/// <param name="Rejections">Events that a sink says are invalid, ascending; not among <paramref name="NotStored"/>.</param>
/// <param name="Problem">Why they are not stored: throttling if nothing else failed, else a sink's failure; null if nothing is to be sent again.</param>
/// <param name="NextDelay">The wait before a resend.</param>
/// <param name="Detail">What an operator needs to know; empty if none is needed.</param>
internal sealed record DeliveryResult(IReadOnlyList<int> NotStored, IReadOnlyList<Rejection> Rejections, Problem? Problem, TimeSpan NextDelay, string Detail)
{
    /// <summary>No operator acts within a second.</summary>
    private static readonly TimeSpan OperatorDelay = TimeSpan.FromSeconds(30);

    public static readonly DeliveryResult AllStored = new([], [], null, TimeSpan.Zero, "");

    /// <summary>What each sink does not have.</summary>
    public IReadOnlyList<SinkRefusal> Refusals { get; init; } = [];

    /// <summary>There was no time to write anything.</summary>
    public static DeliveryResult NothingStored(int events) => new([.. Enumerable.Range(0, events)], [], Problem.Unavailable, TimeSpan.Zero, "");

    /// <summary>A sink was unavailable a moment ago: nothing was tried.</summary>
    public static DeliveryResult Refused(int events, ISink sink, TimeSpan wait) => NothingStored(events) with
    {
        NextDelay = wait,
        Detail = $"{sink.Name} was unavailable a moment ago, nothing was tried",
        Refusals = [new SinkRefusal(sink.Name, Problem.Unavailable, events, Attempts: 0, sink.Target, null)],
    };

    /// <summary>An event is stored when every sink has the unit that holds it.</summary>
    public static DeliveryResult Merge(List<SinkWrite> writes)
    {
        var isStored = true;
        foreach (var write in writes) isStored &= write.Progress.Written == write.Units.Count;
        return isStored ? AllStored : Account(writes);
    }

    private static DeliveryResult Account(List<SinkWrite> writes)
    {
        var rejected = new SortedDictionary<int, Rejection>();
        foreach (var write in writes)
        {
            if (write.IsInvalidFinal) Reject(write, rejected);
        }
        var notStored = new SortedSet<int>();
        Problem? problem = null;
        var (delay, detail) = (TimeSpan.Zero, "");
        foreach (var write in writes)
        {
            if (FindProblem(write, rejected, notStored) is not { } found) continue;
            if (Severity(found) > Severity(problem)) problem = found;
            if (write.NextDelay > delay) delay = write.NextDelay;
            if (found != Problem.OperatorNeeded) continue;
            var code = write.OperatorFailure?.Code ?? (write.Invalid.Count > 0 ? write.Invalid[0].Reason : $"a {write.Writer?.Sink.UnitName} failed");
            detail += $"{(detail.Length > 0 ? "; " : "")}{write.Writer?.Sink.Name}: {code}";
        }
        if (problem == Problem.OperatorNeeded) (delay, detail) = (OperatorDelay, $"{detail}; an operator must act");
        return new DeliveryResult([.. notStored], [.. rejected.Values], problem, delay, detail);
    }

    /// <summary>Why units of a write are not written, and the events in them; null if all of these are rejected.</summary>
    private static Problem? FindProblem(SinkWrite write, SortedDictionary<int, Rejection> rejected, SortedSet<int> notStored)
    {
        var (throttled, failed, operatorNeeded, left) = (0, 0, 0, 0);
        for (var unit = 0; unit < write.Units.Count; unit++)
        {
            var outcome = write.Outcome(unit);
            if (outcome == WriteOutcome.Written || !AddNotStored(write, write.Units[unit], rejected, notStored)) continue;
            left++;
            if (outcome == WriteOutcome.Throttled) throttled++;
            else if (outcome is WriteOutcome.OperatorNeeded or WriteOutcome.Invalid) operatorNeeded++;
            // Units that were not sent, or got no response, say nothing: those throttled before them may be the reason.
            else if (outcome != WriteOutcome.Unknown) failed++;
        }
        return left == 0 ? null : operatorNeeded > 0 ? Problem.OperatorNeeded : throttled > 0 && failed == 0 ? Problem.Throttled : Problem.Unavailable;
    }

    private static bool AddNotStored(SinkWrite write, in WriteUnit unit, SortedDictionary<int, Rejection> rejected, SortedSet<int> notStored)
    {
        var any = false;
        for (var n = unit.First; n < unit.First + unit.Count; n++)
        {
            if (rejected.ContainsKey(write.EventAt(n))) continue;
            notStored.Add(write.EventAt(n));
            any = true;
        }
        return any;
    }

    private static void Reject(SinkWrite write, SortedDictionary<int, Rejection> rejected)
    {
        foreach (var (unit, reason) in write.Invalid)
        {
            var (first, count, _) = write.Units[unit];
            for (var n = first; n < first + count; n++)
            {
                var e = write.Event(n);
                rejected.TryAdd(write.EventAt(n), write.Batch.Rejected(e, Problem.RefusedBySink, "", $"{write.Writer?.Sink.Name}: {reason}"));
            }
        }
    }

    /// <summary>Of several problems the response names the one that waiting helps least.</summary>
    private static int Severity(Problem? problem) => problem == Problem.OperatorNeeded ? 3 : problem == Problem.Unavailable ? 2 : problem == Problem.Throttled ? 1 : 0;
}

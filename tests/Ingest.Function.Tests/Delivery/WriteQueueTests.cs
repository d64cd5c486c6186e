using FsCheck;
using FsCheck.Fluent;

namespace Ingest.Function.Tests.Delivery;

public sealed partial class WriteQueueTests
{
    private static readonly CallLimits Ordered = new(Units: 3, Bytes: 100, UnitBytes: 50, CallsPerWrite: 1, DistinctKeys: false);
    private static readonly CallLimits Unordered = new(Units: 3, Bytes: 100, UnitBytes: 50, CallsPerWrite: 4, DistinctKeys: true);

    [Fact]
    public void ACallHoldsNoMoreThanItsLimits()
    {
        var queue = Queue(Ordered);
        queue.Add(Write(40, 40, 40, 1, 1));

        Units(Succeed(queue)).ShouldBe([0, 1]);
        Units(Succeed(queue)).ShouldBe([2, 3, 4]);
        queue.TakeCall(TimeSpan.Zero).ShouldBeNull();
    }

    [Fact]
    public void ThrottledUnitsAreRetriedAndTheRestAreNot()
    {
        var queue = Queue(Unordered);
        var write = Write(1, 1, 1);
        queue.Add(write);

        queue.Complete(queue.TakeCall(TimeSpan.Zero)!, [WriteOutcome.Written, WriteOutcome.Throttled, WriteOutcome.Written], TimeSpan.Zero);

        queue.TakeCall(TimeSpan.Zero).ShouldBeNull();
        var due = queue.NextDue(TimeSpan.Zero).ShouldNotBeNull();
        var retry = queue.TakeCall(due).ShouldNotBeNull();
        Units(retry).ShouldBe([1]);
        queue.Complete(retry, [WriteOutcome.Written], due);
        write.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void AnOrderedWriteSendsNothingPastWhatFailed()
    {
        var queue = Queue(Ordered);
        queue.Add(Write(1, 1, 1, 1));

        var first = queue.TakeCall(TimeSpan.Zero)!;
        queue.TakeCall(TimeSpan.Zero).ShouldBeNull();
        queue.Complete(first, [WriteOutcome.Written, WriteOutcome.Throttled, WriteOutcome.Written], TimeSpan.Zero);

        Units(queue.TakeCall(queue.NextDue(TimeSpan.Zero)!.Value)!).ShouldBe([1, 3]);
    }

    [Fact]
    public void AnUnorderedWriteHasSeveralCallsUnderWay()
    {
        var queue = Queue(Unordered);
        queue.Add(Write(1, 1, 1, 1, 1, 1, 1));

        Units(queue.TakeCall(TimeSpan.Zero)!).ShouldBe([0, 1, 2]);
        Units(queue.TakeCall(TimeSpan.Zero)!).ShouldBe([3, 4, 5]);
        Units(queue.TakeCall(TimeSpan.Zero)!).ShouldBe([6]);
    }

    [Fact]
    public void AWrongCountOfResultsTellsNothingAndAllIsSentAgain()
    {
        var queue = Queue(Ordered);
        queue.Add(Write(1, 1));

        queue.Complete(queue.TakeCall(TimeSpan.Zero)!, [WriteOutcome.Written], TimeSpan.Zero);

        Units(queue.TakeCall(queue.NextDue(TimeSpan.Zero)!.Value)!).ShouldBe([0, 1]);
    }

    [Fact]
    public void AWriteWhoseNextTryWouldComeTooLateIsCompletedAtOnce()
    {
        var queue = Queue(Ordered);
        var write = Write(1);
        write.Deadline = TimeSpan.Zero;
        queue.Add(write);

        queue.Complete(queue.TakeCall(TimeSpan.Zero)!, [WriteOutcome.Throttled], TimeSpan.Zero);

        write.IsCompleted.ShouldBeTrue();
        write.Outcome(0).ShouldBe(WriteOutcome.Throttled);
    }

    [Fact]
    public void WhatNeedsAnOperatorIsNotTriedAgain()
    {
        var queue = Queue(Ordered);
        var write = Write(1);
        queue.Add(write);

        queue.Complete(queue.TakeCall(TimeSpan.Zero)!, [WriteOutcome.OperatorNeeded], TimeSpan.Zero);

        write.IsCompleted.ShouldBeTrue();
        queue.NextDue(TimeSpan.Zero).ShouldBeNull();
    }

    [Fact]
    public void AWriteThatWasAbandonedKeepsItsOutcomes()
    {
        var queue = Queue(Ordered);
        var write = Write(1);
        queue.Add(write);
        var call = queue.TakeCall(TimeSpan.Zero)!;

        queue.Abandon(write);
        call.IsAbandoned.ShouldBeTrue();
        queue.Complete(call, [WriteOutcome.Written], TimeSpan.Zero);

        write.Outcome(0).ShouldBe(WriteOutcome.Unknown);
    }

    [Fact]
    public void ConcurrentWritesShareTheNextCall()
    {
        var queue = Queue(Ordered, isShared: true);
        queue.Add(Write(1));
        var first = queue.TakeCall(TimeSpan.Zero)!;
        queue.Add(Write(1));
        queue.Add(Write(1));

        queue.TakeCall(TimeSpan.Zero).ShouldBeNull();
        queue.Complete(first, [WriteOutcome.Written], TimeSpan.Zero);

        queue.TakeCall(TimeSpan.Zero)!.Writes.Count.ShouldBe(2);
    }

    /// <summary>Twenty later POSTs waited 2 s for one call that hung.</summary>
    [Fact]
    public void ACallThatHangsHoldsOthersUpForAMomentOnly()
    {
        var queue = Queue(Ordered with { Units = 100 }, isShared: true);
        for (var i = 0; i < 10; i++)
        {
            queue.Add(Write(1));
            queue.Complete(queue.TakeCall(TimeSpan.Zero)!, [WriteOutcome.Written], TimeSpan.FromMilliseconds(20));
        }
        queue.Add(Write(1));
        var hung = queue.TakeCall(TimeSpan.Zero)!;
        for (var i = 0; i < 20; i++) queue.Add(Write(1));

        queue.TakeCall(TimeSpan.FromMilliseconds(39)).ShouldBeNull();
        var due = queue.NextDue(TimeSpan.FromMilliseconds(39)).ShouldNotBeNull();
        due.ShouldBe(TimeSpan.FromMilliseconds(40));
        var shared = queue.TakeCall(due).ShouldNotBeNull();

        shared.Writes.Count.ShouldBe(20);
        queue.Complete(shared, [.. shared.Units.Select(_ => WriteOutcome.Written)], due + TimeSpan.FromMilliseconds(20));
        shared.Completed.Count.ShouldBe(20);

        // And with the healthy one back, the hung one holds nobody up at all.
        queue.Add(Write(1));
        queue.TakeCall(due + TimeSpan.FromMilliseconds(20)).ShouldNotBeNull();
        hung.IsAbandoned.ShouldBeFalse();
    }

    [Fact]
    public void WhereOneRequestRunsAtATimeNothingWaitsForCompany()
    {
        var queue = Queue(Unordered);
        queue.Add(Write(1));
        queue.TakeCall(TimeSpan.Zero).ShouldNotBeNull();
        queue.Add(Write(1, 1, 1, 1));

        queue.TakeCall(TimeSpan.Zero).ShouldNotBeNull();
        queue.TakeCall(TimeSpan.Zero).ShouldNotBeNull();
    }

    [Fact]
    public void ACallMayTakeAsLongAsItsLastRequestHasTime()
    {
        var queue = Queue(Ordered, isShared: true);
        foreach (var seconds in (int[])[4, 8])
        {
            var write = Write(1);
            write.Deadline = TimeSpan.FromSeconds(seconds);
            queue.Add(write);
        }

        queue.TakeCall(TimeSpan.Zero)!.Limit.ShouldBe(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void ATimeOutGivesTheNextTryMoreAndSideBySideTimeOutsCountOnce()
    {
        var queue = Queue(Unordered);
        var write = Write(1, 1, 1, 1, 1, 1);
        write.Deadline = TimeSpan.FromSeconds(60);
        queue.Add(write);
        var calls = new[] { queue.TakeCall(TimeSpan.Zero)!, queue.TakeCall(TimeSpan.Zero)! };
        calls.ShouldAllBe(call => call.Limit < TimeSpan.FromSeconds(5.1));
        var now = TimeSpan.FromSeconds(5);

        foreach (var call in calls)
        {
            call.IsTimedOut = true;
            queue.Complete(call, [.. call.Units.Select(_ => WriteOutcome.Unavailable)], now);
        }

        queue.TakeCall(queue.NextDue(now)!.Value)!.Limit.TotalSeconds.ShouldBe(10, 0.1);
    }

    [Fact]
    public void AFullCallWaitsForNothing()
    {
        var queue = Queue(Ordered, isShared: true);
        queue.Add(Write(1));
        queue.TakeCall(TimeSpan.Zero).ShouldNotBeNull();
        queue.Add(Write(1, 1, 1));

        Units(queue.TakeCall(TimeSpan.Zero)!).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void OneRequestsFailureIsNotAnothers()
    {
        var queue = Queue(Ordered, isShared: true);
        var (lucky, unlucky) = (Write(1), Write(1));
        queue.Add(lucky);
        queue.Add(unlucky);

        queue.Complete(queue.TakeCall(TimeSpan.Zero)!, [WriteOutcome.Written, WriteOutcome.Throttled], TimeSpan.Zero);

        lucky.IsCompleted.ShouldBeTrue();
        unlucky.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void OneKeyIsNeverTwiceInACallThatForbidsIt()
    {
        var queue = Queue(Unordered, isShared: true);
        queue.Add(Write(1));
        queue.Add(Write(1));

        queue.TakeCall(TimeSpan.Zero)!.Units.Count.ShouldBe(1);
    }

    /// <summary>Against any mix of sizes and failures: no call over a limit, nothing dropped or doubled, and order kept.</summary>
    [Fact]
    public void EveryUnitIsWrittenOnceAndInOrder() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>().Filter(sizes => sizes.Length > 0),
            ArbMap.Default.ArbFor<int>(),
            (sizes, seed) =>
            {
                var random = new Random(seed);
                var queue = Queue(Ordered);
                var write = Write([.. sizes.Select(s => 1 + (s % 50))]);
                queue.Add(write);
                var written = new List<int>();
                var sent = new int[sizes.Length];
                var now = TimeSpan.Zero;
                var throttled = 0;
                while (!write.IsCompleted)
                {
                    if (queue.TakeCall(now) is not { } call)
                    {
                        now = queue.NextDue(now)!.Value;
                        continue;
                    }
                    if (call.Units.Count > Ordered.Units || call.Bytes > Ordered.Bytes || call.Units.Sum(u => write.Units[u.Unit].Bytes) != call.Bytes) return false;
                    // A throttled call stops at a point: what came before is stored, the rest is not.
                    var stored = random.Next(call.Units.Count + 1);
                    // With eight such calls in a row the write is over.
                    throttled = stored == 0 ? throttled + 1 : 0;
                    if (throttled == 7) (stored, throttled) = (1, 0);
                    queue.Complete(call, [.. call.Units.Select((_, i) => i < stored ? WriteOutcome.Written : WriteOutcome.Throttled)], now);
                    written.AddRange(call.Units.Take(stored).Select(u => u.Unit));
                    foreach (var (_, unit) in call.Units.Take(stored)) sent[unit]++;
                }
                return written.SequenceEqual(Enumerable.Range(0, sizes.Length)) && sent.All(n => n == 1);
            }));

    private static WriteQueue Queue(CallLimits limits, bool isShared = false) =>
        new(limits, RetrySchedule.Default(new Random(1)), isShared);

    private static SinkWrite Write(params int[] sizes)
    {
        EventBatch batch = Batches.OfCount(sizes.Length);
        var write = SinkWrite.Rent(batch);
        for (var i = 0; i < sizes.Length; i++) write.Add(new WriteUnit(i, 1, sizes[i]));
        return write;
    }

    private static SinkCall Succeed(WriteQueue queue)
    {
        var call = queue.TakeCall(TimeSpan.Zero).ShouldNotBeNull();
        queue.Complete(call, [.. call.Units.Select(_ => WriteOutcome.Written)], TimeSpan.Zero);
        return call;
    }

    private static IEnumerable<int> Units(SinkCall call) => call.Units.Select(u => u.Unit);
}

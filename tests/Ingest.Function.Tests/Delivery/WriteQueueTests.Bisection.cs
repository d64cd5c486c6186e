using FsCheck;
using FsCheck.Fluent;

namespace Ingest.Function.Tests.Delivery;

/// <summary>A call that the sink calls invalid, whole: the unit at fault is found, and the others are stored.</summary>
public sealed partial class WriteQueueTests
{
    private static readonly CallFailure Invalid = new(WriteOutcome.Invalid, "ValidationException", "Item size has exceeded the maximum allowed size", "");

    [Fact]
    public void TheUnitThatMakesACallInvalidIsFoundAtOnceAndTheRestIsStored()
    {
        var queue = Queue(Ordered with { Units = 500 });
        var write = Write([.. Enumerable.Repeat(1, 100)]);
        queue.Add(write);
        var (calls, written) = (0, new List<int>());

        while (queue.TakeCall(TimeSpan.Zero) is { } call)
        {
            calls++;
            if (!Fails(queue, call, TimeSpan.Zero, unit => unit == 37)) written.AddRange(Units(call));
        }

        write.IsCompleted.ShouldBeTrue();
        write.IsInvalidFinal.ShouldBeTrue();
        write.Invalid.ShouldBe([(37, "ValidationException: Item size has exceeded the maximum allowed size")]);
        written.ShouldBe(Enumerable.Range(0, 100).Where(unit => unit != 37));
        calls.ShouldBeLessThanOrEqualTo(1 + (2 * 7));
    }

    [Fact]
    public void ASharedCallIsFirstSplitByRequest()
    {
        var queue = Queue(Ordered with { Units = 500 }, isShared: true);
        var (innocent, guilty, last) = (Write(1, 1, 1), Write(1, 1), Write(1));
        foreach (var write in (SinkWrite[])[innocent, guilty, last]) queue.Add(write);
        Fails(queue, queue.TakeCall(TimeSpan.Zero)!, TimeSpan.Zero, _ => true);

        // Side by side, each alone, and at once.
        var calls = new[] { queue.TakeCall(TimeSpan.Zero)!, queue.TakeCall(TimeSpan.Zero)!, queue.TakeCall(TimeSpan.Zero)! };

        calls.Select(call => call.Writes.Single().Write).ShouldBe([innocent, guilty, last]);
        Fails(queue, calls[0], TimeSpan.Zero, _ => false);
        Fails(queue, calls[1], TimeSpan.Zero, unit => unit == 1);
        Fails(queue, calls[2], TimeSpan.Zero, _ => false);
        innocent.Progress.Written.ShouldBe(3);
        last.IsCompleted.ShouldBeTrue();
        guilty.IsCompleted.ShouldBeFalse();
        while (queue.TakeCall(TimeSpan.Zero) is { } call) Fails(queue, call, TimeSpan.Zero, unit => unit == 1);
        guilty.Invalid.Select(i => i.Unit).ShouldBe([1]);
    }

    [Fact]
    public void WhatArrivesLaterIsNotTakenAlongBySuspects()
    {
        var queue = Queue(Ordered with { Units = 500 }, isShared: true);
        queue.Add(Write(1, 1));
        Fails(queue, queue.TakeCall(TimeSpan.Zero)!, TimeSpan.Zero, _ => true);
        var later = Write(1);
        queue.Add(later);

        var suspect = queue.TakeCall(TimeSpan.Zero)!;

        suspect.Writes.ShouldNotContain(w => w.Write == later);
        queue.TakeCall(TimeSpan.Zero)!.Writes.Single().Write.ShouldBe(later);
    }

    /// <summary>A table with another key schema finds every item invalid, and so would it each of a thousand single calls.</summary>
    [Fact]
    public void WhereTheSinkTakesNothingTheSearchEndsAndNoEventIsToBlame()
    {
        var queue = Queue(Ordered with { Units = 500 });
        var write = Write([.. Enumerable.Repeat(1, 900)]);
        queue.Add(write);
        var calls = 0;

        while (queue.TakeCall(TimeSpan.Zero) is { } call)
        {
            calls++;
            Fails(queue, call, TimeSpan.Zero, _ => true);
        }

        calls.ShouldBeLessThan(40);
        write.IsCompleted.ShouldBeTrue();
        write.IsInvalidFinal.ShouldBeFalse();
        write.OperatorFailure.ShouldBe(Invalid);
        write.Outcome(899).ShouldBe(WriteOutcome.OperatorNeeded);
    }

    [Fact]
    public void ManyCulpritsInFrontDoNotKeepTheOthersOut()
    {
        var queue = Queue(Ordered with { Units = 500 });
        var write = Write([.. Enumerable.Repeat(1, 100)]);
        queue.Add(write);

        while (queue.TakeCall(TimeSpan.Zero) is { } call) Fails(queue, call, TimeSpan.Zero, unit => unit < 12);

        write.Progress.Written.ShouldBeGreaterThanOrEqualTo(80);
        write.IsInvalidFinal.ShouldBeTrue();
        write.Invalid.Count.ShouldBeGreaterThanOrEqualTo(Bisection.MostInvalid);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void ASingleInvalidUnitIsToBlameWhereTheSinkTookAnotherLately(int secondsAgo, bool isFinal)
    {
        var queue = Queue(Ordered);
        queue.Add(Write(1));
        Succeed(queue);
        var write = Write(1);
        queue.Add(write);
        var now = TimeSpan.FromSeconds(secondsAgo);

        Fails(queue, queue.TakeCall(now)!, now, _ => true);

        write.IsCompleted.ShouldBeTrue();
        write.IsInvalidFinal.ShouldBe(isFinal);
    }

    [Fact]
    public void ASinkThatNeedsAnOperatorIsNotTrustedAnyMore()
    {
        var queue = Queue(Ordered);
        queue.Add(Write(1));
        Succeed(queue);
        queue.Add(Write(1));
        var failed = queue.TakeCall(TimeSpan.Zero)!;
        failed.Failure = new CallFailure(WriteOutcome.OperatorNeeded, "ResourceNotFoundException", "", "");
        queue.Complete(failed, [WriteOutcome.OperatorNeeded], TimeSpan.Zero);
        var write = Write(1);
        queue.Add(write);

        Fails(queue, queue.TakeCall(TimeSpan.Zero)!, TimeSpan.Zero, _ => true);

        write.IsInvalidFinal.ShouldBeFalse();
    }

    [Fact]
    public void AThrottledHalfWaitsAndStaysAHalf()
    {
        var queue = Queue(Ordered with { Units = 500 });
        queue.Add(Write(1, 1, 1, 1));
        Fails(queue, queue.TakeCall(TimeSpan.Zero)!, TimeSpan.Zero, _ => true);
        var half = queue.TakeCall(TimeSpan.Zero)!;
        Units(half).ShouldBe([0, 1]);

        queue.Complete(half, [WriteOutcome.Throttled, WriteOutcome.Throttled], TimeSpan.Zero);

        queue.TakeCall(TimeSpan.Zero).ShouldBeNull();
        Units(queue.TakeCall(queue.NextDue(TimeSpan.Zero)!.Value)!).ShouldBe([0, 1]);
    }

    [Fact]
    public void ASinkThatNeedsAnOperatorIsNotSentTheRest()
    {
        var queue = Queue(Ordered);
        var write = Write(1, 1, 1, 1, 1);
        queue.Add(write);
        var call = queue.TakeCall(TimeSpan.Zero)!;
        call.Failure = new CallFailure(WriteOutcome.OperatorNeeded, "AccessDeniedException", "no", "");

        queue.Complete(call, [.. call.Units.Select(_ => WriteOutcome.OperatorNeeded)], TimeSpan.Zero);

        write.IsCompleted.ShouldBeTrue();
        write.Outcome(4).ShouldBe(WriteOutcome.OperatorNeeded);
    }

    /// <summary>Whatever the sizes, the culprits and the requests that share calls: each culprit is named, all else is stored once, in order, in few calls.</summary>
    [Fact]
    public void EveryCulpritIsFoundAndAllElseIsStoredOnceAndInOrder() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<int[]>().Filter(sizes => sizes.Length > 0),
            ArbMap.Default.ArbFor<int>(),
            ArbMap.Default.ArbFor<bool>(),
            (sizes, seed, isOrdered) =>
            {
                var random = new Random(seed);
                var queue = Queue((isOrdered ? Ordered : Unordered with { DistinctKeys = false }) with { Units = 64, Bytes = 1_000 }, isShared: true);
                var writes = sizes.Select(size => Write([.. Enumerable.Repeat(1, 1 + (Math.Abs(size % 200)))])).ToArray();
                // Fewer than would end the search.
                var culprits = writes.Select(write => Enumerable.Range(0, random.Next(Bisection.MostInvalid)).Select(_ => random.Next(write.Units.Count)).ToHashSet()).ToArray();
                foreach (var write in writes) queue.Add(write);
                var written = writes.Select(_ => new List<int>()).ToArray();
                var (calls, now, running) = (0, TimeSpan.Zero, new Queue<SinkCall>());
                while (!writes.All(write => write.IsCompleted))
                {
                    while (queue.TakeCall(now) is { } call)
                    {
                        if (call.Units.Count > 64) return false;
                        running.Enqueue(call);
                    }
                    if (running.Count == 0)
                    {
                        now = queue.NextDue(now)!.Value;
                        continue;
                    }
                    calls++;
                    var ended = running.Dequeue();
                    if (ended.Units.Exists(u => culprits[Array.IndexOf(writes, u.Write)].Contains(u.Unit))) Fail(queue, ended, now);
                    else
                    {
                        foreach (var (write, unit) in ended.Units) written[Array.IndexOf(writes, write)].Add(unit);
                        queue.Complete(ended, [.. ended.Units.Select(_ => WriteOutcome.Written)], now);
                    }
                }

                var units = writes.Sum(write => write.Units.Count);
                var most = writes.Length + (units / 64) + 2 + culprits.Sum(c => 2 * 7 * c.Count) + (writes.Length * 2);
                return calls <= most && writes.Select((write, i) =>
                    write.Invalid.Select(u => u.Unit).ToHashSet().SetEquals(culprits[i])
                    && (isOrdered ? written[i] : [.. written[i].Order()]).SequenceEqual(Enumerable.Range(0, write.Units.Count).Except(culprits[i]))).All(isRight => isRight);
            }));

    /// <summary>The sink's response to a call of one request.</summary>
    /// <returns>True if the call was invalid.</returns>
    private static bool Fails(WriteQueue queue, SinkCall call, TimeSpan now, Func<int, bool> isInvalid)
    {
        if (call.Units.Exists(u => isInvalid(u.Unit)))
        {
            Fail(queue, call, now);
            return true;
        }
        queue.Complete(call, [.. call.Units.Select(_ => WriteOutcome.Written)], now);
        return false;
    }

    private static void Fail(WriteQueue queue, SinkCall call, TimeSpan now)
    {
        call.Failure = Invalid;
        queue.Complete(call, [.. call.Units.Select(_ => WriteOutcome.Invalid)], now);
    }
}

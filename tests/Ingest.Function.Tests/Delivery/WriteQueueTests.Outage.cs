namespace Ingest.Function.Tests.Delivery;

/// <summary>A sink that stays away must not keep each POST to its deadline.</summary>
public sealed partial class WriteQueueTests
{
    [Fact]
    public void AfterFourFailedCallsInARowPostsAreRefusedAndTheOneUnderWayEnds()
    {
        var queue = Queue(Ordered);
        var write = LongWrite(1);
        queue.Add(write);

        var now = Fail(queue, calls: 3);
        queue.Refuses(now, out _).ShouldBeFalse();
        write.IsCompleted.ShouldBeFalse();
        now = Fail(queue, calls: 1, now);

        write.IsCompleted.ShouldBeTrue();
        write.Outcome(0).ShouldBe(WriteOutcome.Unavailable);
        write.NextDelay.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        queue.Refuses(now, out var wait).ShouldBeTrue();
        wait.TotalSeconds.ShouldBeInRange(1, 2);
        now.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(WriteOutcome.Written)]
    [InlineData(WriteOutcome.OperatorNeeded)]
    [InlineData(WriteOutcome.Invalid)]
    public void AnyResponseEndsTheRow(object response)
    {
        var queue = Queue(Ordered);
        queue.Add(LongWrite(1));
        var now = Fail(queue, calls: 3);
        queue.Add(LongWrite(1));
        queue.Complete(queue.TakeCall(now)!, [(WriteOutcome)response], now);

        now = Fail(queue, calls: 3, now);

        queue.Refuses(now, out _).ShouldBeFalse();
    }

    [Fact]
    public void ACallOfWhichAPartIsWrittenIsNoFailure()
    {
        var queue = Queue(Ordered);
        queue.Add(LongWrite([.. Enumerable.Repeat(1, 60)]));

        var now = TimeSpan.Zero;
        for (var n = 0; n < 20; n++)
        {
            now = queue.NextDue(now) ?? now;
            queue.Complete(queue.TakeCall(now)!, [WriteOutcome.Written, WriteOutcome.Unavailable, WriteOutcome.Throttled], now);
        }

        queue.Refuses(now, out _).ShouldBeFalse();
        queue.NextDue(now).ShouldNotBeNull();
    }

    [Fact]
    public void CallsThatFailSideBySideAreOneFailure()
    {
        var queue = Queue(Unordered);
        queue.Add(LongWrite([.. Enumerable.Repeat(1, 12)]));
        var calls = Enumerable.Range(0, 4).Select(_ => queue.TakeCall(TimeSpan.Zero)!).ToArray();

        for (var i = 0; i < calls.Length; i++) queue.Complete(calls[i], FailedUnits(calls[i]), TimeSpan.FromMilliseconds(10 + i));

        queue.Refuses(TimeSpan.FromMilliseconds(20), out _).ShouldBeFalse();
        Fail(queue, calls: 2, TimeSpan.FromMilliseconds(20));
        queue.Refuses(TimeSpan.FromMilliseconds(20), out _).ShouldBeFalse();
    }

    [Fact]
    public void TwoCallsThatGetNoResponseInTimeAreEnough()
    {
        var queue = Queue(Ordered);
        var write = LongWrite(1);
        queue.Add(write);

        var now = TimeSpan.Zero;
        for (var n = 0; n < 2; n++)
        {
            var call = queue.TakeCall(now = queue.NextDue(now) ?? now)!;
            call.IsTimedOut = true;
            queue.Complete(call, FailedUnits(call), now += call.Limit);
        }

        write.IsCompleted.ShouldBeTrue();
        queue.Refuses(now, out _).ShouldBeTrue();
    }

    [Fact]
    public void ACallThatWasAbandonedBeforeItHadItsTimeSaysNothing()
    {
        var queue = Queue(Ordered);
        for (var n = 0; n < 20; n++)
        {
            var write = Write(1);
            write.Deadline = TimeSpan.FromSeconds(10);
            queue.Add(write);
            var call = queue.TakeCall(TimeSpan.Zero)!;
            queue.Abandon(write);
            call.IsCancelled = true;
            queue.Complete(call, FailedUnits(call), TimeSpan.FromSeconds(1));
        }

        queue.Refuses(TimeSpan.FromSeconds(1), out _).ShouldBeFalse();
    }

    [Fact]
    public void OneProbeAtATimeAsksAndASuccessLetsAllThrough()
    {
        var queue = Queue(Unordered, isShared: true);
        var now = Open(queue) + TimeSpan.FromSeconds(2);
        queue.Refuses(now, out _).ShouldBeFalse();
        queue.Add(LongWrite([.. Enumerable.Repeat(1, 7)]));

        var probe = queue.TakeCall(now).ShouldNotBeNull();
        probe.IsProbe.ShouldBeTrue();
        probe.Limit.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        queue.TakeCall(now).ShouldBeNull();
        queue.Refuses(now, out _).ShouldBeTrue();
        queue.Complete(probe, [WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Written], now);

        queue.Refuses(now, out _).ShouldBeFalse();
        queue.TakeCall(now).ShouldNotBeNull().IsProbe.ShouldBeFalse();
    }

    [Fact]
    public void AProbeThatFailsEndsItsPostAndTheNextComesASecondOrTwoLater()
    {
        var queue = Queue(Ordered);
        var now = Open(queue) + TimeSpan.FromSeconds(2);
        var write = LongWrite(1, 1, 1, 1);
        queue.Add(write);

        now = Fail(queue, calls: 1, now);

        write.IsCompleted.ShouldBeTrue();
        queue.Refuses(now + TimeSpan.FromMilliseconds(999), out _).ShouldBeTrue();
        queue.Refuses(now + TimeSpan.FromSeconds(2), out _).ShouldBeFalse();
    }

    /// <summary>A sink that is back and slower than a probe waits would be refused for good.</summary>
    [Fact]
    public void AFewProbesArePatient()
    {
        var queue = Queue(Ordered);
        var now = Open(queue);
        List<double> limits = [];
        for (var n = 0; n < 200; n++)
        {
            var write = Write(1);
            write.Deadline = (now += TimeSpan.FromSeconds(2)) + TimeSpan.FromSeconds(14.5);
            queue.Add(write);
            var probe = queue.TakeCall(now)!;
            probe.IsTimedOut = true;
            limits.Add(probe.Limit.TotalSeconds);
            queue.Complete(probe, FailedUnits(probe), now += probe.Limit);
        }

        limits.ShouldAllBe(limit => limit < 0.25 || (limit >= 5 && limit < 5.1));
        limits.Count(limit => limit >= 5).ShouldBeInRange(1, 20);
    }

    /// <summary>A process that is frozen between POSTs may see little of its clock.</summary>
    [Fact]
    public void AfterManyRefusalsItIsTimeForAProbeWhateverTheClockSays()
    {
        var queue = Queue(Ordered);
        var now = Open(queue);

        Enumerable.Range(0, 201).Count(_ => queue.Refuses(now, out var _)).ShouldBe(200);
    }

    /// <summary>It may be one device's shard: the POSTs of others must get through, and the sink's capacity be used.</summary>
    [Fact]
    public void AfterEightThrottledCallsInARowEachPostHasOneTry()
    {
        var queue = Queue(Ordered);
        var write = LongWrite(1, 1, 1, 1);
        queue.Add(write);
        var now = Fail(queue, calls: 7, outcome: WriteOutcome.Throttled);
        write.IsCompleted.ShouldBeFalse();

        now = Fail(queue, calls: 1, now, WriteOutcome.Throttled);
        write.IsCompleted.ShouldBeTrue();
        now.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        queue.Refuses(now, out _).ShouldBeFalse();
        var next = LongWrite(1);
        queue.Add(next);
        Fail(queue, calls: 1, now, WriteOutcome.Throttled);
        next.IsCompleted.ShouldBeTrue();
        next.Outcome(0).ShouldBe(WriteOutcome.Throttled);
        next.NextDelay.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));

        queue.Add(LongWrite(1));
        queue.Complete(queue.TakeCall(now)!, [WriteOutcome.Written], now);
        var patient = LongWrite(1);
        queue.Add(patient);
        Fail(queue, calls: 1, now, WriteOutcome.Throttled);
        patient.IsCompleted.ShouldBeFalse();
    }

    private static TimeSpan Open(WriteQueue queue)
    {
        queue.Add(LongWrite(1));
        return Fail(queue, calls: 4);
    }

    /// <returns>When the last of them failed.</returns>
    private static TimeSpan Fail(WriteQueue queue, int calls, TimeSpan now = default, WriteOutcome outcome = WriteOutcome.Unavailable)
    {
        for (var n = 0; n < calls; n++)
        {
            var call = queue.TakeCall(now);
            if (call is null) call = queue.TakeCall(now = queue.NextDue(now)!.Value)!;
            queue.Complete(call, [.. call.Units.Select(_ => outcome)], now);
        }
        return now;
    }

    private static WriteOutcome[] FailedUnits(SinkCall call) => [.. call.Units.Select(_ => WriteOutcome.Unavailable)];

    private static SinkWrite LongWrite(params int[] sizes)
    {
        var write = Write(sizes);
        write.Deadline = TimeSpan.FromSeconds(900);
        return write;
    }
}

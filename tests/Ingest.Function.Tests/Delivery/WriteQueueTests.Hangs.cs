namespace Ingest.Function.Tests.Delivery;

/// <summary>Calls that were abandoned, and calls that were never made.</summary>
public sealed partial class WriteQueueTests
{
    [Fact]
    public void WhatHungIsSentAgainAlone()
    {
        var queue = Queue(Ordered with { Units = 500 }, isShared: true);
        var hung = Write(1, 1);
        queue.Add(hung);
        var due = TimesOut(queue, TimeSpan.Zero);
        var (before, after) = (Write(1), Write(1));
        queue.Add(before);

        var retry = queue.TakeCall(due)!;
        queue.Add(after);
        var others = queue.TakeCall(due)!;

        retry.Writes.Single().Write.ShouldBe(hung);
        others.Writes.Select(w => w.Write).ShouldBe([before, after]);
    }

    [Fact]
    public void WhatHungDoesNotJoinACallOfOthers()
    {
        var queue = Queue(Ordered with { Units = 500 }, isShared: true);
        var (hung, shared, later) = (Write(1), Write(1), Write(1));
        queue.Add(hung);
        queue.Add(shared);
        var due = TimesOut(queue, TimeSpan.Zero);
        queue.Add(later);

        var calls = new List<SinkCall>();
        while (queue.TakeCall(due + TimeSpan.FromSeconds(9)) is { } call) calls.Add(call);

        calls.Select(call => call.Writes.Single().Write).ShouldBe([hung, shared, later]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HoweverManyCallsHangEveryRequestHasItsCall(bool isShared)
    {
        var queue = Queue(Unordered with { Units = 1, CallsPerWrite = 8 }, isShared);
        for (var i = 0; i < 3; i++) queue.Add(Write(1, 1, 1, 1, 1, 1, 1, 1));
        var hung = new List<SinkCall>();
        while (queue.TakeCall(TimeSpan.Zero) is { } call) hung.Add(call);
        var others = new[] { Write(1, 1, 1), Write(1) };
        foreach (var other in others) queue.Add(other);

        var calls = new List<SinkCall>();
        while (queue.TakeCall(TimeSpan.Zero) is { } call) calls.Add(call);

        hung.Count.ShouldBe(17);
        calls.Select(call => call.Writes.Single().Write).ShouldBe(others);
    }

    /// <returns>When what hung may be sent again.</returns>
    private static TimeSpan TimesOut(WriteQueue queue, TimeSpan now)
    {
        var call = queue.TakeCall(now)!;
        (call.Failure, call.IsTimedOut) = (new CallFailure(WriteOutcome.Unavailable, null, "canceled", "canceled"), true);
        queue.Complete(call, [.. call.Units.Select(_ => WriteOutcome.Unavailable)], now + call.Limit);
        return now + call.Limit + TimeSpan.FromMilliseconds(50);
    }
}

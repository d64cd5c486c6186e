namespace Ingest.Function.Tests.Delivery;

public sealed class CallTimesTests
{
    private readonly CallTimes _times = new();

    [Fact]
    public void ACallIsNotAbandonedBeforeFiveSecondsWhereThereIsTime() =>
        Limit(remaining: 60).ShouldBe(5);

    /// <summary>A connection that hangs must cost no response: two tries at least.</summary>
    [Theory]
    [InlineData(9.5)]
    [InlineData(14.5)]
    [InlineData(5)]
    [InlineData(899)]
    public void TwoTriesFitIntoAnyBudget(double budget)
    {
        var first = Limit(budget);
        var second = Limit(budget - first, timeouts: 1);

        (first + second).ShouldBeLessThanOrEqualTo(budget + 1e-6);
        second.ShouldBeGreaterThanOrEqualTo(Math.Min(first, budget / 2) - 1e-6);
    }

    [Fact]
    public void EachTimeOutDoublesTheNextAndTheLastTryGetsAllThatIsLeft()
    {
        var (left, limits) = (60.0, new List<double>());
        while (left > 1e-6)
        {
            limits.Add(Limit(left, limits.Count));
            left -= limits[^1];
        }

        limits.ShouldBe([5, 10, 20, 25]);
    }

    /// <summary>With a function's 10 s: it needed a second call for each of its responses before, and stored every one of them.</summary>
    [Fact]
    public void ASinkThatRespondsIn2500MillisecondsSucceedsAtTheFirstTry()
    {
        Limit(remaining: 9.5).ShouldBeGreaterThan(2.5);
        for (var i = 0; i < 10; i++) _times.NoteSuccess(TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(i));

        Limit(remaining: 9.5).ShouldBeGreaterThan(2.5);
        Limit(remaining: 60).ShouldBe(10);
    }

    [Fact]
    public void ASinkTooSlowForTwoTriesHasOne()
    {
        _times.NoteSuccess(TimeSpan.FromSeconds(6), TimeSpan.Zero);

        Limit(remaining: 9.5).ShouldBe(9.5);
    }

    /// <summary>After a fast past, and responses that take more than half the time: neither of two tries ever succeeded.</summary>
    [Theory]
    [InlineData(14.5, 8)]
    [InlineData(14.5, 13)]
    [InlineData(9.5, 6)]
    [InlineData(5.5, 4)]
    public void ASinkThatBecomesTooSlowForTwoTriesSucceedsFromTheThirdRequestOn(double budget, double takes)
    {
        for (var i = 0; i < 100; i++) _times.NoteSuccess(TimeSpan.FromMilliseconds(20), TimeSpan.Zero);

        var hasSucceeded = Enumerable.Range(0, 6).Select(_ => Succeeds(budget, takes)).ToArray();

        hasSucceeded[2..].ShouldAllBe(succeeded => succeeded);
    }

    /// <summary>If a single try is in vain too, the sink or its connection is dead, and two find out more than one.</summary>
    [Fact]
    public void ASinkThatIsDeadIsTriedTwiceAndOnceInTurn()
    {
        Limit(remaining: 9.5).ShouldBe(4.75);
        Succeeds(9.5, 1_000);
        Limit(remaining: 9.5).ShouldBe(9.5);
        Succeeds(9.5, 1_000);
        Limit(remaining: 9.5).ShouldBe(4.75);
    }

    [Fact]
    public void ACallThatWasAbandonedBeforeItsTimeSaysNothing()
    {
        _times.NoteTimeout(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), timeouts: 1);

        Limit(remaining: 9.5).ShouldBe(4.75);
    }

    [Fact]
    public void OneSlowCallAmongManyLeavesTwoTries()
    {
        for (var i = 0; i < 20; i++) _times.NoteSuccess(TimeSpan.FromMilliseconds(20), TimeSpan.Zero);
        _times.NoteSuccess(TimeSpan.FromSeconds(6), TimeSpan.Zero);

        Limit(remaining: 9.5).ShouldBe(4.75);
        Limit(remaining: 60).ShouldBe(24);
    }

    [Fact]
    public void WhatWasSlowIsForgotten()
    {
        _times.NoteSuccess(TimeSpan.FromSeconds(6), TimeSpan.Zero);
        for (var i = 0; i < 30; i++) _times.NoteSuccess(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(31 + i));
        _times.NoteSuccess(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(62));

        Limit(remaining: 60).ShouldBe(5);
    }

    [Fact]
    public void ALargeCallMayTakeLonger() => Limit(remaining: 60, bytes: 5 * 1024 * 1024).ShouldBe(10);

    [Fact]
    public void AShortBudgetIsNotCutIntoTwoTriesInVain() => Limit(remaining: 2.5).ShouldBe(2);

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1e9)]
    public void NoBudgetMakesATimerThatCannotBe(double remaining)
    {
        for (var timeouts = 0; timeouts < 100; timeouts++) Limit(remaining, timeouts, bytes: long.MaxValue / 1024).ShouldBeInRange(0.001, 900);
    }

    [Fact]
    public void OthersWaitAboutAsLongAsACallTakes()
    {
        _times.Linger.ShouldBe(TimeSpan.FromMilliseconds(50));
        _times.NoteSuccess(TimeSpan.FromMilliseconds(20), TimeSpan.Zero);
        _times.Linger.ShouldBe(TimeSpan.FromMilliseconds(40));
        _times.NoteSuccess(TimeSpan.FromSeconds(10), TimeSpan.Zero);
        _times.Linger.ShouldBe(TimeSpan.FromMilliseconds(250));
    }

    /// <summary>One request to a sink that takes so many seconds.</summary>
    private bool Succeeds(double remaining, double takes)
    {
        for (var timeouts = 0; remaining > 1e-6; timeouts++)
        {
            var limit = Limit(remaining, timeouts);
            if (takes <= limit)
            {
                _times.NoteSuccess(TimeSpan.FromSeconds(takes), TimeSpan.Zero, timeouts);
                return true;
            }
            _times.NoteTimeout(TimeSpan.FromSeconds(limit), TimeSpan.FromSeconds(limit), timeouts);
            remaining -= limit;
        }
        return false;
    }

    private double Limit(double remaining, int timeouts = 0, long bytes = 0) => _times.Limit(TimeSpan.FromSeconds(remaining), timeouts, bytes).TotalSeconds;
}

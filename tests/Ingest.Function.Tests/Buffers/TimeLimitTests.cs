namespace Ingest.Function.Tests.Buffers;

public sealed class TimeLimitTests
{
    [Fact]
    public void ItCancelsWhenTheTimeHasCome()
    {
        var time = new ManualTimeProvider();
        using var limit = new TimeLimit();

        var token = limit.Start(TimeSpan.FromSeconds(2), time);
        time.Advance(TimeSpan.FromSeconds(1.9));
        token.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));

        token.IsCancellationRequested.ShouldBeTrue();
        limit.IsReached.ShouldBeTrue();
    }

    [Fact]
    public void OnceStoppedItNeverCancels()
    {
        var time = new ManualTimeProvider();
        using var limit = new TimeLimit();

        var token = limit.Start(TimeSpan.FromSeconds(2), time);
        limit.Stop();
        time.Advance(TimeSpan.FromMinutes(1));

        token.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void AfterItWasReachedItStartsAnew()
    {
        var time = new ManualTimeProvider();
        using var limit = new TimeLimit();
        limit.Start(TimeSpan.FromSeconds(2), time);
        time.Advance(TimeSpan.FromSeconds(2));
        limit.Stop();

        var token = limit.Start(TimeSpan.FromSeconds(2), time);

        token.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void OnTheSystemsClockTheSameSourceServesAgain()
    {
        using var limit = new TimeLimit();

        var first = limit.Start(TimeSpan.FromHours(1), TimeProvider.System);
        limit.Stop();
        var second = limit.Start(TimeSpan.FromHours(1), TimeProvider.System);

        second.ShouldBe(first);
    }
}

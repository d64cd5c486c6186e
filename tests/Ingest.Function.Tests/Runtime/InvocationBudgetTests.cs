using Ingest.Function.Runtime;

namespace Ingest.Function.Tests.Runtime;

public sealed class InvocationBudgetTests
{
    private const long Now = 1_795_000_000_000;
    private const int DefaultBudget = 15_000;

    /// <summary>Milliseconds from the request's arrival by the platform's clock; the machine's clock is off by <paramref name="off"/>.</summary>
    [Theory]
    // The machine's clock is right: it knows how much of the time a cold start took.
    [InlineData(10_000, 5, 0, 9_995)]
    [InlineData(12_000, 2_000, 0, 10_000)]
    // It is minutes behind or ahead after a thaw: the platform's clock alone counts.
    [InlineData(10_000, 5, -180_000, 10_000)]
    [InlineData(10_000, 5, 180_000, 10_000)]
    [InlineData(15_000, 5, 9_995, 5_000)]
    [InlineData(15_000, 5, 9_996, 15_000)]
    [InlineData(10_000, 5, long.MinValue / 4, 10_000)]
    [InlineData(900_000, 0, 0, 900_000)]
    [InlineData(905_000, 5_000, 0, 900_000)]
    // What cannot be a timeout says nothing: then the machine's clock is asked.
    [InlineData(999, 0, 0, 999)]
    [InlineData(2_000_000, 0, 0, DefaultBudget)]
    [InlineData(-5, 0, 0, DefaultBudget)]
    public void WithThePlatformsTimeTheMachinesClockMayBeOff(long timeout, long start, long off, long expected) =>
        InvocationBudget.Of(Now + timeout, Now, Now + start + off).TotalMilliseconds.ShouldBe(expected);

    [Theory]
    [InlineData(Now + 3_000, 3_000)]
    [InlineData(Now + 900_000, 900_000)]
    [InlineData(Now + 900_001, DefaultBudget)]
    [InlineData(Now, DefaultBudget)]
    [InlineData(Now - 1, DefaultBudget)]
    [InlineData(0, DefaultBudget)]
    [InlineData(-1, DefaultBudget)]
    [InlineData(long.MinValue, DefaultBudget)]
    [InlineData(long.MaxValue, DefaultBudget)]
    public void WithoutItTheMachinesClockIsAskedAndAnAbsurdDeadlineIsTheDefault(long deadline, long expected) =>
        InvocationBudget.Of(deadline, platformNow: 0, Now).TotalMilliseconds.ShouldBe(expected);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void AnAbsurdTimeOfThePlatformIsNotCountedOn(long platformNow) =>
        InvocationBudget.Of(Now + 3_000, platformNow, Now).TotalMilliseconds.ShouldBe(3_000);

    [Fact]
    public void TheTimeSinceTheStartIsTakenOffOnTheMonotonicClock()
    {
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Now));
        var context = new InvocationContext(time);

        context.Begin("a", InvocationBudget.Default);
        time.Advance(TimeSpan.FromSeconds(1));
        context.RemainingTime.ShouldBe(TimeSpan.FromSeconds(14));
        context.SetDeadline(Now + 11_000, platformNow: 0);
        time.Advance(TimeSpan.FromSeconds(2));

        context.RemainingTime.ShouldBe(TimeSpan.FromSeconds(8));
    }
}

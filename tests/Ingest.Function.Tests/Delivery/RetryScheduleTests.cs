namespace Ingest.Function.Tests.Delivery;

public sealed class RetryScheduleTests
{
    [Fact]
    public void WaitsAreSpreadBetweenZeroAndADoublingCeilingThatIsCapped()
    {
        var schedule = new RetrySchedule(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2), new Random(7));

        foreach (var (round, ceiling) in new[] { (0, 50), (1, 100), (3, 400), (6, 2_000), (1_000, 2_000) })
        {
            var waits = Enumerable.Range(0, 2_000).Select(_ => schedule.Delay(round).TotalMilliseconds).ToArray();
            waits.ShouldAllBe(w => w >= 0 && w <= ceiling);
            waits.Max().ShouldBeGreaterThan(ceiling * 0.99);
            waits.Average().ShouldBeInRange(ceiling * 0.45, ceiling * 0.55);
        }
    }
}

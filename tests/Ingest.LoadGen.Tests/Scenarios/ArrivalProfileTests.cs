namespace Ingest.LoadGen.Tests.Scenarios;

public class ArrivalProfileTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void AConstantRateIsEvenlySpread()
    {
        var profile = new ArrivalProfile([new LoadStage(false, 1000, Second, TimeSpan.FromSeconds(10))]);

        (profile.Starts, profile.Duration).ShouldBe((10_000, TimeSpan.FromSeconds(10)));
        profile.DueAt(0).ShouldBe(TimeSpan.Zero);
        profile.DueAt(1_500).ShouldBe(TimeSpan.FromSeconds(1.5));
        profile.DueAt(9_999).ShouldBe(TimeSpan.FromSeconds(9.999));
        profile.DueAt(10_000).ShouldBe(profile.Duration);
        profile.PerSecond().ShouldAllBe(count => count == 1000);
    }

    [Fact]
    public void RampsAndPausesFollowOneAnother()
    {
        var profile = new ArrivalProfile(
        [
            new LoadStage(true, 10, Second, TimeSpan.FromSeconds(5)),
            new LoadStage(false, 0, Second, TimeSpan.FromSeconds(2)),
            new LoadStage(false, 3, Second, TimeSpan.FromSeconds(1.5))
        ]);

        profile.PerSecond().ShouldBe([0, 2, 4, 6, 8, 0, 0, 3, 2]);
        profile.DueAt(20).ShouldBe(TimeSpan.FromSeconds(7));
        Enumerable.Range(1, (int)profile.Starts - 1).ShouldAllBe(start => profile.DueAt(start) >= profile.DueAt(start - 1));
    }
}

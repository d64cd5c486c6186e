namespace Ingest.LoadGen.Tests.Results;

public class ThrottlingTests
{
    private static SecondSummary Second(int second, int asked, int accepted, int throttled)
    {
        var outcomes = new long[Outcomes.Kinds];
        (outcomes[(int)Outcome.Accepted], outcomes[(int)Outcome.ThrottledByPlatform]) = (accepted, throttled);
        return new SecondSummary(second, asked, asked, outcomes, 1, 2, 3, 4);
    }

    [Fact]
    public void RecoveryIsCountedFromTheFallOfTheLoad()
    {
        SecondSummary[] timeline =
        [
            .. Enumerable.Range(0, 5).Select(s => Second(s, 100, 100, 0)),
            .. Enumerable.Range(5, 5).Select(s => Second(s, 1000, 500, 500)),
            .. Enumerable.Range(10, 4).Select(s => Second(s, 100, 90, 30)),
            .. Enumerable.Range(14, 6).Select(s => Second(s, 100, 100, 0))
        ];

        Throttling.Recovery(timeline).ShouldBe(4);
    }

    [Fact]
    public void ALoadThatNeverFellOrNeverRecoveredHasNoRecovery()
    {
        Throttling.Recovery([.. Enumerable.Range(0, 9).Select(s => Second(s, 100, 90, 10))]).ShouldBeNull();
        Throttling.Recovery([.. Enumerable.Range(0, 9).Select(s => Second(s, s < 4 ? 100 : 10, 5, 5))]).ShouldBeNull();
        Throttling.Recovery([]).ShouldBeNull();
    }

    [Fact]
    public void SharesAreOfTheValidEvents()
    {
        var counts = new LedgerCounts(Sent: 110, Acknowledged: 90, Rejected: 10, Failed: 10, AcknowledgedAtFirstTry: 60, 0, 0, 0);

        var throttling = Throttling.Of(new long[Outcomes.Kinds], [], counts, posts: 110, requests: 150);

        (throttling.FirstTryPercent, throttling.DeliveredPercent, throttling.Resends).ShouldBe((60, 90, 40));
    }
}

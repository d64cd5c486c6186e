namespace Ingest.Function.Tests.Logging;

public sealed class LineLimitTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void OneLineOfAKindIsWrittenInTenSecondsAndSaysHowManyWereNot()
    {
        var limit = new LineLimit(_time);
        var written = new List<int>();

        for (var second = 0; second < 30; second++)
        {
            if (limit.TryTake("a", out var leftOut)) written.Add(leftOut);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        written.ShouldBe([0, 9, 9]);
    }

    [Fact]
    public void KindsDoNotWaitForOneAnother()
    {
        var limit = new LineLimit(_time);

        limit.TryTake("a", out _).ShouldBeTrue();
        limit.TryTake("b", out _).ShouldBeTrue();
        limit.TryTake("a", out _).ShouldBeFalse();
    }
}

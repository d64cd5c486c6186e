namespace Ingest.LoadGen.Tests.Measurement;

public class TimelineTests
{
    [Fact]
    public void EverySecondKeepsItsCountsAndPercentiles()
    {
        var timeline = new Timeline();
        for (var second = 0; second < 200; second++)
        {
            for (var request = 0; request < 10; request++)
            {
                timeline.Start(TimeSpan.FromSeconds(second + request / 10.0));
                timeline.Complete(TimeSpan.FromSeconds(second + request / 10.0), request == 9 ? Outcome.Unavailable : Outcome.Accepted, TimeSpan.FromMilliseconds(second + 1));
            }
        }
        timeline.Close();

        timeline.Seconds.Count.ShouldBe(200);
        for (var second = 0; second < 200; second++)
        {
            var row = timeline.Seconds[second];
            (row.Started, row.Answered, row.ByOutcome[(int)Outcome.Unavailable]).ShouldBe((10, 10, 1));
            row.P99!.Value.ShouldBe(second + 1, (second + 1) * 0.01);
        }
    }

    [Fact]
    public void ASecondKeepsItsBytesAndTheConnectionsItBeganWith()
    {
        var open = 3;
        var timeline = new Timeline { Connections = () => open };
        timeline.Start(TimeSpan.FromSeconds(0.1), 100);
        timeline.Start(TimeSpan.FromSeconds(0.2), 50);
        open = 7;
        timeline.Complete(TimeSpan.FromSeconds(1.5), Outcome.Accepted, null, 20);
        timeline.Close();

        timeline.Seconds.Select(s => (s.BytesSent, s.BytesReceived, s.Connections)).ShouldBe([(150, 0, 3), (0, 20, 7)]);
    }

    [Fact]
    public void QuietSecondsAreRowsToo()
    {
        var timeline = new Timeline();
        timeline.Start(TimeSpan.FromSeconds(0.5));
        timeline.Start(TimeSpan.FromSeconds(90.5));
        timeline.Close();

        timeline.Seconds.Select(s => s.Started).ShouldBe([1, .. Enumerable.Repeat(0L, 89), 1]);
    }
}

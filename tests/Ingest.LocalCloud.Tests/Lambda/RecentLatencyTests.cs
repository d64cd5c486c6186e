namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class RecentLatencyTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 3, 0, 2, TimeSpan.Zero);
    private readonly RecentLatency _latency = new();

    [Fact]
    public void EachOutcomeHasFiguresOfItsOwn()
    {
        foreach (var (status, ms) in ((int, double)[])[(202, 10), (200, 30), (304, 20), (400, 1), (404, 2), (429, 0.5), (503, 4000)])
            _latency.Record(status, TimeSpan.FromMilliseconds(ms), Start);

        var read = _latency.Read(Start);

        read.Select(one => (one.Outcome, one.Requests)).ShouldBe([("2xx", 3), ("4xx", 2), ("429", 1), ("5xx", 1), ("all", 7)]);
        read[0].P50.ShouldBe(20, 0.2);
        read[0].Max.ShouldBe(30, 0.3);
        read[3].P99.ShouldBe(4000, 40);
        read[4].P50.ShouldBe(10, 0.1);
    }

    [Fact]
    public void WhatIsOlderThanAMinuteIsForgotten()
    {
        _latency.Record(202, TimeSpan.FromSeconds(9), Start);
        _latency.Record(202, TimeSpan.FromMilliseconds(1), Start.AddSeconds(40));

        _latency.Read(Start.AddSeconds(50))[0].Requests.ShouldBe(2);
        var later = _latency.Read(Start.AddSeconds(62));
        later[0].Requests.ShouldBe(1);
        later[0].Max.ShouldBe(1, 0.01);
        _latency.Read(Start.AddMinutes(5)).Select(one => (one.Outcome, one.Requests)).ShouldBe([("all", 0)]);
    }

    [Fact]
    public void ASlotThatIsUsedAgainBeginsEmpty()
    {
        _latency.Record(202, TimeSpan.FromSeconds(9), Start);
        _latency.Record(202, TimeSpan.FromMilliseconds(1), Start.AddMinutes(1));

        _latency.Read(Start.AddMinutes(1))[0].Requests.ShouldBe(1);
    }
}

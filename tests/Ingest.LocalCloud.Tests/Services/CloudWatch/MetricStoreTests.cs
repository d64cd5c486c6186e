namespace Ingest.LocalCloud.Tests.Services.CloudWatch;

public class MetricStoreTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void PeriodsSumTheirSeconds()
    {
        using var store = new MetricStore(new AwsOptions(), new ManualTimeProvider());
        var series = store.Series("AWS/Lambda", "UrlRequestCount", [new("FunctionName", "ingest")], "Count");
        for (var second = 0; second < 150; second++) series.Record(1, Start.AddSeconds(second), count: 2);

        var minutes = series.Periods(Start.ToUnixTimeSeconds(), Start.ToUnixTimeSeconds() + 180, 60);

        minutes.Values.Select(b => b.Sum).ShouldBe([120, 120, 60]);
        series.Periods(Start.ToUnixTimeSeconds() + 30, Start.ToUnixTimeSeconds() + 40, 10).Single().Value.Count.ShouldBe(20);
    }

    [Fact]
    public void StatisticsAreThoseOfTheValues()
    {
        var bucket = new MetricBucket();
        foreach (var value in Enumerable.Range(1, 1000)) bucket.Add(value);

        bucket.Statistic("SampleCount").ShouldBe(1000);
        bucket.Statistic("Sum").ShouldBe(500_500);
        bucket.Statistic("Average").ShouldBe(500.5);
        bucket.Statistic("Minimum").ShouldBe(1);
        bucket.Statistic("Maximum").ShouldBe(1000);
        bucket.Statistic("p50")!.Value.ShouldBe(500, 5);
        bucket.Statistic("p99")!.Value.ShouldBe(990, 10);
        bucket.Statistic("p99.9")!.Value.ShouldBe(999, 10);
        bucket.Statistic("p100")!.Value.ShouldBe(1000, 10);
        bucket.Statistic("pxx").ShouldBeNull();
        bucket.Statistic("Median").ShouldBeNull();
    }

    [Fact]
    public void PercentilesOfZerosAreZero()
    {
        var bucket = new MetricBucket();
        bucket.Add(0, 99);
        bucket.Add(7);

        bucket.Statistic("p50").ShouldBe(0);
        bucket.Statistic("p100").ShouldBe(7);
    }

    [Fact]
    public void DimensionsAreThoseInAnyOrderAndNoOther()
    {
        using var store = new MetricStore(new AwsOptions(), new ManualTimeProvider());
        store.Record("N", "m", [new("b", "2"), new("a", "1")], 5, "Count", Start);

        store.Find("N", "m", [new("a", "1"), new("b", "2")]).ShouldNotBeNull();
        store.Find("N", "m", [new("a", "1")]).ShouldBeNull();
    }

    [Fact]
    public void OldSecondsAreForgotten()
    {
        using var store = new MetricStore(new AwsOptions(), new ManualTimeProvider());
        var series = store.Series("N", "m", [], "None");
        series.Record(1, Start);
        series.Record(1, Start.AddHours(4));

        series.Periods(0, long.MaxValue, 60).Count.ShouldBe(1);
    }
}

namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class FunctionMetricsTests : IDisposable
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 21, 0, 0, 30, TimeSpan.Zero));
    private readonly MetricStore _store;
    private readonly FunctionMetrics _metrics;

    public FunctionMetricsTests()
    {
        _store = new MetricStore(new AwsOptions(), _time);
        _metrics = new FunctionMetrics(new LocalCloudOptions { FunctionPath = "", FunctionName = "ingest", Time = _time }, _store);
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public void RequestsArePublishedByMinuteUnderLambdasNames()
    {
        _metrics.RecordRequest(202, TimeSpan.FromMilliseconds(2));
        _metrics.RecordRequest(429, TimeSpan.FromMilliseconds(1));
        _metrics.RecordThrottle();
        _time.Advance(TimeSpan.FromSeconds(30));
        _metrics.RecordRequest(502, TimeSpan.FromMilliseconds(4));

        Statistics("UrlRequestCount", "Sum").ShouldBe([2, 1]);
        Statistics("Url4xxCount", "Sum").ShouldBe([1, 0]);
        Statistics("Url5xxCount", "Sum").ShouldBe([0, 1]);
        Statistics("UrlRequestLatency", "Average").ShouldBe([1.5, 4]);
        Statistics("Throttles", "Sum").ShouldBe([1]);
        _metrics.ReadTotals().Statuses.ShouldBe(new Dictionary<int, long> { [202] = 1, [429] = 1, [502] = 1 });
    }

    [Fact]
    public void InvocationsArePublishedWithErrorsDurationAndConcurrency()
    {
        _metrics.RecordInvocation(Report(InvocationOutcome.Succeeded, 1.2), concurrent: 3);
        _metrics.RecordInvocation(Report(InvocationOutcome.TimedOut, 10_000), concurrent: 7);

        Statistics("Invocations", "Sum").ShouldBe([2]);
        Statistics("Errors", "Sum").ShouldBe([1]);
        Statistics("Duration", "Maximum").ShouldBe([10_000]);
        Statistics("ConcurrentExecutions", "Maximum").ShouldBe([7]);
        var totals = _metrics.ReadTotals();
        totals.BilledMilliseconds.ShouldBe(10_002);
        totals.Reports.Count.ShouldBe(2);
    }

    [Fact]
    public void InitIsBilled() =>
        (Report(InvocationOutcome.Succeeded, 1.2) with { InitDuration = TimeSpan.FromMilliseconds(5.1) }).BilledMilliseconds.ShouldBe(7);

    private InvocationReport Report(InvocationOutcome outcome, double milliseconds) =>
        new(_time.GetUtcNow(), "id", 1, outcome, TimeSpan.FromMilliseconds(milliseconds), null, 0);

    private double[] Statistics(string metric, string statistic)
    {
        var series = _store.Find("AWS/Lambda", metric, [new Dimension("FunctionName", "ingest")]).ShouldNotBeNull();
        return [.. series.Periods(0, long.MaxValue, 60).Values.Select(p => p.Statistic(statistic)!.Value)];
    }
}

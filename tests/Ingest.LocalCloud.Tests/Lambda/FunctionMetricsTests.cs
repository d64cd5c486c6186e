using Ingest.LocalCloud.Lambda;
using Ingest.Tests.Shared;

namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class FunctionMetricsTests
{
    [Fact]
    public void RequestsAreCountedByMinuteAndStatus()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 11, 21, 0, 0, 30, TimeSpan.Zero));
        var metrics = new FunctionMetrics(time);

        metrics.RecordRequest(202, TimeSpan.FromMilliseconds(2));
        metrics.RecordRequest(429, TimeSpan.FromMilliseconds(1));
        time.Advance(TimeSpan.FromSeconds(30));
        metrics.RecordRequest(502, TimeSpan.FromMilliseconds(4));
        metrics.RecordThrottle();

        var minutes = metrics.ReadMinutes(m => m.Select(x => (x.Start, x.UrlRequestCount, x.Url4xxCount, x.Url5xxCount, x.UrlRequestLatency.SumMicroseconds, x.Throttles)).ToArray());
        var first = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        minutes.ShouldBe([(first, 2, 1, 0, 3000, 0), (first.AddMinutes(1), 1, 0, 1, 4000, 1)]);
        metrics.ReadTotals().Statuses.ShouldBe(new Dictionary<int, long> { [202] = 1, [429] = 1, [502] = 1 });
    }

    [Fact]
    public void OnlyTheLastThreeHoursAreKept()
    {
        var time = new ManualTimeProvider();
        var metrics = new FunctionMetrics(time);

        for (var i = 0; i < 200; i++)
        {
            metrics.RecordRequest(202, TimeSpan.Zero);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        metrics.ReadMinutes(m => (m.Count, m[0].Start)).ShouldBe((180, new DateTimeOffset(2026, 11, 21, 0, 20, 0, TimeSpan.Zero)));
        metrics.ReadTotals().Requests.ShouldBe(200);
    }
}

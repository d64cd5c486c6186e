using System.Text.Json;

namespace Ingest.LoadGen.Tests.Reporting;

public sealed class ReportChartsTests
{
    [Fact]
    public void ASecondWithoutResponsesIsAGap()
    {
        var latency = ReportCharts.Of(Runs.Of(1, 2, null, 4), null)[0];

        latency.Series.Select(s => s.Name).ShouldBe(["p50", "p95", "p99", "p99.9", "max"]);
        latency.Series[0].Values.ShouldBe([1, 2, null, 4]);
        Values(latency, 0).ShouldBe("[1,2,null,4]");
    }

    [Fact]
    public void TheTimeAxisIsTheWallClocks()
    {
        using var chart = JsonDocument.Parse(ReportCharts.Of(Runs.Of(1, 2), null)[0].ToJson());

        chart.RootElement.GetProperty("axis").GetString().ShouldBe("time");
        chart.RootElement.GetProperty("from").GetDouble().ShouldBe(1_000_000_000);
        chart.RootElement.GetProperty("step").GetDouble().ShouldBe(1);
    }

    [Fact]
    public void ColdStartsOfASecondAreOneMark()
    {
        var run = Runs.Of(1, 2, 3) with { ColdStarts = new ColdStartSummary(5, [9, 12, 10, 50, 60], [0.5, 0.6, 0.7, -2, 7]) };

        ReportCharts.Of(run, null)[0].Marks.ShouldBe([new ChartMark(1_000_000_000.5, "3 cold starts of 9 to 12 ms")]);
        ReportCharts.Of(run with { ColdStarts = null }, null)[0].Marks.ShouldBeNull();
    }

    [Fact]
    public void EveryKindOfRefusalHasItsLine()
    {
        var run = Runs.Of(1, 2);
        run = run with { Timeline = [run.Timeline[0], run.Timeline[1] with { ByOutcome = Runs.ByOutcome(Outcome.ThrottledByPlatform) }] };

        var refusals = ReportCharts.Of(run, null).Single(c => c.Title.StartsWith("Refusals", StringComparison.Ordinal));
        refusals.Series.Single().Name.ShouldBe("429 by the platform");
        refusals.Series.Single().Values.ShouldBe([0, 1]);
    }

    [Fact]
    public void ABaselineIsDashedBesideTheRun()
    {
        var latency = ReportCharts.Of(Runs.Of(1, 2), Runs.Of(5, 6, 7))[0];

        latency.Series.Where(s => s.Dashed).Select(s => s.Name).ShouldBe(["p50 then", "p99 then"]);
        latency.Series.Single(s => s.Name == "p50 then").Values.ShouldBe([5, 6]);
    }

    [Fact]
    public void ALongRunIsFoldedToItsWorst()
    {
        var latency = ReportCharts.Of(Runs.Of([.. Enumerable.Range(1, 3_600).Select(s => (double?)s)]), null)[0];

        latency.Series[0].Values.Count.ShouldBe(900);
        latency.Series[0].Values[0].ShouldBe(4);
        latency.Step.ShouldBe(4);
        latency.Note.ShouldBe("Each point is the worst of 4 seconds.");
    }

    [Fact]
    public void TheHistogramKeepsItsEmptyBars()
    {
        // The bar up to 10 ms, and two decades on the one up to 1,000.
        var chart = ReportCharts.Of(Runs.Of() with { Histogram = [new(10, 7), new(1_000, 3)] }, null).Single();

        chart.Series[0].Values.ShouldBe([7, .. Enumerable.Repeat<double?>(0, 23), 3]);
        chart.At!.Count.ShouldBe(25);
        chart.At[0].ShouldBeInRange(8, 10);
    }

    [Fact]
    public void TheKneeOfASearchIsMarked()
    {
        CapacityStep[] steps = [new(100, 100, 5, 0, null), new(200, 180, 300, 0, "p99 300 ms"), new(200, 190, 250, 0, "p99 250 ms"), new(150, 150, 9, 0, null)];
        var curve = ReportCharts.Of(Runs.Of(1, 2) with { Capacity = new CapacityFinding(150, new CapacityObjective(), steps) }, null)[0];

        curve.At.ShouldBe([100, 150, 200]);
        curve.Series.Select(s => s.Name).ShouldBe(["p99 ms", "broke, p99 ms"]);
        curve.Series[0].Values.ShouldBe([5, 9, 250]);
        curve.Series[1].Values.ShouldBe([null, null, 250]);
        curve.Labels.ShouldBe(["kept", "kept", "broke, p99 300 ms; again: broke, p99 250 ms"]);
        curve.Marks!.Single().At.ShouldBe(150);
    }

    private static string Values(Chart chart, int series)
    {
        using var json = JsonDocument.Parse(chart.ToJson());
        return json.RootElement.GetProperty("series")[series].GetProperty("values").GetRawText();
    }
}

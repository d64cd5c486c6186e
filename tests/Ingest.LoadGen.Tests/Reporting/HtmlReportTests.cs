namespace Ingest.LoadGen.Tests.Reporting;

public sealed class HtmlReportTests
{
    [Fact]
    public void ColdStartsOfASecondAreOneMarkThatTheSecondNames()
    {
        var chart = SvgChart.Lines("Latency", "ms", [new("p50", "--c1", [1, 2, 3])], [new(0.5, "3 cold starts of 9 to 12 ms"), new(-2, "in the warm-up"), new(7, "afterwards")], "cold start");

        chart.Split("class=\"mark\"").Length.ShouldBe(2);
        chart.ShouldContain("<title>second 0: p50 1 ms, 3 cold starts of 9 to 12 ms</title>");
        chart.ShouldContain("<title>second 1: p50 2 ms</title>");
        chart.ShouldContain("cold start</span>");
    }

    [Fact]
    public void ASecondWithoutResponsesIsAGap()
    {
        var chart = SvgChart.Lines("Latency", "ms", [new("p50", "--c1", [1, 2, null, null, 3, 4, null, 5])], [], "");

        chart.Split("<polyline").Length.ShouldBe(1 + 3);
        chart.ShouldContain("<title>second 2: </title>");
    }

    [Fact]
    public void WithoutColdStartsNoneAreInTheLegend() =>
        SvgChart.Lines("Latency", "ms", [new("p50", "--c1", [1, 2, 3])], [], "cold start").ShouldNotContain("cold start");

    [Theory]
    [InlineData(10, "0 1 2 3 4 5 6 7 8 9 10")]
    [InlineData(45, "0 5 10 15 20 25 30 35 40 45")]
    [InlineData(600, "0:00 1:00 2:00 3:00 4:00 5:00 6:00 7:00 8:00 9:00 10:00")]
    public void TheTimeAxisHasRoundTicks(int seconds, string ticks)
    {
        var chart = SvgChart.Lines("Latency", "ms", [new("p50", "--c1", new double?[seconds])], [], "");

        // The last texts, behind the axes' names and the five values.
        string.Join(' ', chart.Split("</text>").Select(t => t[(t.LastIndexOf('>') + 1)..]).Skip(7).SkipLast(1)).ShouldBe(ticks);
    }

    [Fact]
    public void TheHistogramKeepsItsEmptyBars()
    {
        // The bar up to 10 ms, and two decades on the one up to 1,000.
        var chart = HistogramChart.Render([new(10, 7), new(1_000, 3)], "--c1");

        chart.Split("<title>").Length.ShouldBe(1 + 25);
        chart.ShouldContain("up to 10: 7</title>");
        chart.ShouldContain("up to 1000: 3</title>");
        chart.Split(": 0</title>").Length.ShouldBe(1 + 23);
    }

    [Fact]
    public void ColumnsOfFiguresAreTellableFromThoseOfWords()
    {
        var table = new ReportTable("", ["item", "$", "share", "why", "short"],
        [
            ["total", "1,234.5", "99.1 %", "The platform's 429 only: those of the function are responses.", "met"],
            ["a name that is rather a long one, and names its row", "", "-0.2 %", "", "not met"]
        ]);

        Enumerable.Range(0, 5).Select(table.IsNumber).ShouldBe([false, true, true, false, false]);
        Enumerable.Range(0, 5).Select(table.IsProse).ShouldBe([false, false, false, true, false]);
    }
}

using System.Text.RegularExpressions;
using Ingest.Shared.Web;

namespace Ingest.LoadGen.Tests.Reporting;

public sealed partial class HtmlReportTests
{
    private static readonly FailureSummary Hostile = new("4xx rejected", 400, "</script><script>alert(1)</script>", 12, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(9));

    [Fact]
    public void AFailedRunIsRedAndItsReasonsComeFirst()
    {
        var body = Body(HtmlReport.Render(Runs.Of(1, 2) with { Verdict = new([new("delivery", CheckKind.Promise, "Half of it was lost.")]) }, null));

        body.ShouldStartWith("<header class=\"verdict bad\"><p class=\"name\">failed</p><h1>any</h1><ul><li>Half of it was lost.</li></ul>");
        Body(HtmlReport.Render(Runs.Of(1, 2), null)).ShouldStartWith("<header class=\"verdict good\"><p class=\"name\">passed</p><h1>any</h1></header>");
    }

    [Fact]
    public void EveryEntryOfTheContentsIsAPlaceInThePage()
    {
        var html = HtmlReport.Render(Runs.Of(1, 2) with { Failures = [Hostile] }, Runs.Of(3));

        var places = Ids().Matches(html).Select(m => m.Groups["id"].Value).ToArray();
        places.Length.ShouldBe(places.Distinct().Count());
        var entries = Links().Matches(html).Select(m => m.Groups["to"].Value).ToArray();
        entries.Where(e => e.StartsWith('#')).Select(e => e[1..]).ShouldBe(places, ignoreOrder: true);
        entries.Where(e => !e.StartsWith('#')).ShouldBe(["summary.json", "timeline.csv", "latency.hlog", "junit.xml"]);
    }

    [Fact]
    public void NothingIsLoadedFromElsewhere()
    {
        var html = HtmlReport.Render(Runs.Of(1, 2), null);

        html.ShouldContain("default-src 'none'");
        Loads().Matches(html).Select(m => m.Value).ShouldBe(["href=\"data:"], html);
    }

    [Fact]
    public void WhatAnEndpointAnsweredCannotLeaveItsPlace()
    {
        var html = HtmlReport.Render(Runs.Of(1, 2) with { Scenario = "</script><b>", Failures = [Hostile] }, null);

        html.ShouldNotContain("alert(1)</script>");
        html.ShouldContain("<pre>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>");
        html.ShouldContain("12 × 4xx rejected");
        html.ShouldContain("00:00:00 to 00:00:09 UTC");
        html.Split("<script").Length.ShouldBe(html.Split("</script>").Length);
    }

    [Fact]
    public void AnHoursReportIsStillSmall()
    {
        var hour = Runs.Of([.. Enumerable.Range(1, 3_600).Select(s => (double?)(s * 1.2345))]);

        HtmlReport.Render(hour, hour).Length.ShouldBeLessThan(400_000);
        WebParts.Script.Length.ShouldBeLessThan(200_000);
        WebParts.Script.ShouldContain("uPlot (v1.6.32)");
        WebParts.Script.ShouldContain("Copyright (c) 2022 Leon Sorokin");
    }

    [Fact]
    public void WithoutScriptVerdictAndTablesAreThere()
    {
        var html = Scripts().Replace(HtmlReport.Render(Runs.Of(1, null), null), "");

        html.ShouldContain("passed");
        html.ShouldContain("<noscript><p>The charts need script.");
        html.ShouldContain("The run in parts of 1 s");
        html.ShouldContain("data-label=\"worst p99 ms\">3</td>");
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

    private static string Body(string html) => html[(html.IndexOf("<body>", StringComparison.Ordinal) + "<body>".Length)..];

    [GeneratedRegex(" id=\"(?<id>[^\"]+)\"", RegexOptions.None, 1_000)]
    private static partial Regex Ids();

    [GeneratedRegex("<a href=\"(?<to>[^\"]+)\"", RegexOptions.None, 1_000)]
    private static partial Regex Links();

    [GeneratedRegex("(?:src|href)=\"(?:https?:|//|data:)|@import|url\\(", RegexOptions.None, 1_000)]
    private static partial Regex Loads();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline, 1_000)]
    private static partial Regex Scripts();
}

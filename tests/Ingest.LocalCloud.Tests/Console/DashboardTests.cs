using System.Text.Json.Nodes;
using Ingest.LocalCloud.Console;

namespace Ingest.LocalCloud.Tests.Console;

public sealed class DashboardTests : IAsyncLifetime
{
    private const string Body = """
        {"widgets":[
          {"type":"metric","x":0,"y":0,"width":12,"height":6,"properties":{"title":"Requests","stat":"Sum","period":60,"metrics":[
            ["AWS/Lambda","UrlRequestCount","FunctionName","f",{"label":"requests","id":"r"}],
            [".","Url5xxCount",".",".",{"visible":false,"id":"e"}],
            ["...","g",{"stat":"p99"}],
            [{"expression":"100 * e / r","label":"percent"}]]}},
          {"type":"metric","properties":{"title":"Rejected","stat":"Sum","stacked":true,"annotations":{"horizontal":[{"label":"limit","value":5},{"label":"no value"}]},
            "metrics":[[{"expression":"SEARCH('{Ingest,FunctionName,Code} MetricName=\"Rejected\" FunctionName=\"f\"', 'Sum', 60)"}]]}},
          {"type":"text","x":0,"y":6,"width":24,"height":2,"properties":{"markdown":"# Hello"}},
          {"type":"alarm","properties":{"title":"Alarms","alarms":["arn:aws:cloudwatch:us-east-1:0:alarm:one"]}},
          {"type":"metric","properties":{"title":"Wrong","metrics":[[{"expression":"nothing + 1"}]]}},
          {"type":"log"}, 7]}
        """;

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 3, 0, 7, TimeSpan.Zero));
    private Cloud _cloud = null!;

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    public async Task InitializeAsync()
    {
        _cloud = await Cloud.StartAsync(o => o with { Time = _time });
        _cloud.Host.Aws.Metrics.Dashboards.Put("main", Body);
    }

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public void ARowTakesWhatItLeavesOutFromTheRowAbove()
    {
        var queries = DashboardWidget.Of(Body)[0].Queries;

        queries.Select(query => query.Stat is { } stat ? $"{stat.Namespace} {stat.Name} {stat.Dimensions.Single().Value} {stat.Name.Length > 0} {stat.Stat}" : query.Expression).ShouldBe(
            ["AWS/Lambda UrlRequestCount f True Sum", "AWS/Lambda Url5xxCount f True Sum", "AWS/Lambda Url5xxCount g True p99", "100 * e / r"]);
        queries.Select(query => query.ReturnData).ShouldBe([true, false, true, true]);
    }

    [Fact]
    public async Task EveryWidgetIsLaidOutAndOneOfAnotherTypeNamed()
    {
        var dashboard = (await ReadAsync("api/dashboard"))["dashboards"]!.AsArray().Single()!;

        ((string)dashboard["name"]!).ShouldBe("main");
        dashboard["widgets"]!.AsArray().Select(widget => $"{widget!["id"]} {widget["type"]} {widget["title"]} {widget["width"]} {widget["step"]}").ShouldBe(
            ["main-0 metric Requests 12 1", "main-1 metric Rejected 6 10", "main-2 text  24 ", "main-3 alarm Alarms 6 ", "main-4 metric Wrong 6 1", "main-5 log  6 "]);
        ((string)dashboard["widgets"]![2]!["markdown"]!).ShouldBe("# Hello");
        dashboard["widgets"]![1]!["lines"]!.ToJsonString().ShouldBe("""[{"label":"limit","value":5}]""");
        dashboard["widgets"]![3]!["alarms"]!.ToJsonString().ShouldBe("""["one"]""");
    }

    [Fact]
    public async Task PointsAreDrawnByTheSecondAndReadOnFromOne()
    {
        Record("AWS/Lambda", "UrlRequestCount", [new("FunctionName", "f")], 4);
        Record("AWS/Lambda", "Url5xxCount", [new("FunctionName", "f")], 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Record("AWS/Lambda", "UrlRequestCount", [new("FunctionName", "f")], 10);

        var all = (await ReadAsync("api/dashboard/data"))["widgets"]!["main-0"]!;
        var newest = (await ReadAsync($"api/dashboard/data?after={Now - 1}"))["widgets"]!["main-0"]!;

        ((long)all["from"]!, all["series"]![0]!["values"]!.AsArray().Count).ShouldBe((Now - 299, 300));
        ((long)newest["from"]!).ShouldBe(Now - 1);
        newest["series"]!.AsArray().Select(series => $"{series!["label"]} {series["values"]!.ToJsonString()}").ShouldBe(["requests [4,10]", "Url5xxCount [null,null]", "percent [25,null]"]);
    }

    [Fact]
    public async Task ASearchDrawsALineForEachMetricItFinds()
    {
        foreach (var (function, code, count) in ((string, string, int)[])[("f", "too-old", 3), ("f", "wrong-type", 2), ("other", "too-old", 9)])
            Record("Ingest", "Rejected", [new("FunctionName", function), new("Code", code)], count);
        Record("Ingest", "Rejected", [new("FunctionName", "f")], 5);

        var series = (await ReadAsync($"api/dashboard/data?after={Now}"))["widgets"]!["main-1"]!["series"]!.AsArray();

        series.Select(one => $"{one!["label"]} {one["values"]!.ToJsonString()}").Order().ShouldBe(["too-old [3]", "wrong-type [2]"]);
    }

    [Fact]
    public async Task AnExpressionThatCannotBeComputedSaysWhy() =>
        ((string)(await ReadAsync("api/dashboard/data"))["widgets"]!["main-4"]!["error"]!).ShouldBe("There is no metric with the id nothing.");

    [Fact]
    public async Task TheFunctionsOwnMetricsAreThoseOfTheLastMinute()
    {
        Record("Ingest", "Accepted", [new("FunctionName", "f")], 100);
        _time.Advance(TimeSpan.FromSeconds(50));
        Record("Ingest", "Accepted", [new("FunctionName", "f")], 20);
        _time.Advance(TimeSpan.FromSeconds(15));

        var metric = (await ReadAsync("api/metrics"))["metrics"]!.AsArray().Single()!;

        metric.ToJsonString().ShouldBe("""{"namespace":"Ingest","name":"Accepted","dimensions":{"FunctionName":"f"},"unit":"Count","count":1,"Sum":20,"Average":20,"Maximum":20,"p99":20}""");
    }

    private void Record(string @namespace, string name, Dimension[] dimensions, double value) => _cloud.Host.Aws.Metrics.Record(@namespace, name, dimensions, value, "Count", _time.GetUtcNow());

    private async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await _cloud.ConsoleHttp.GetStringAsync(new Uri(path, UriKind.Relative)))!;
}

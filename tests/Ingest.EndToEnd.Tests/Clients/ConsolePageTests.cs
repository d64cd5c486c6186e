using System.Globalization;
using System.Text.Json.Nodes;

namespace Ingest.EndToEnd.Tests.Clients;

/// <summary>The console's page in Chromium (tests/browser/console.mjs), on a run whose figures are known.</summary>
public sealed class ConsolePageTests : IClassFixture<ConsolePage>
{
    private readonly ConsolePage _page;

    public ConsolePageTests(ConsolePage page) => _page = page;

    [Fact]
    public void ItsFiguresAreTheRuns()
    {
        var figures = _page.Seen["figures"]!;

        Texts(figures["now"]!).ShouldContain("requests since the start: 24");
        Texts(figures["now"]!).ShouldContain("2xx: 22");
        Texts(figures["now"]!).ShouldContain("4xx, without 429: 2");
        Texts(figures["now"]!).ShouldContain("5xx: 0");
        // Of the last minute: where it took longer to get here, fewer.
        foreach (var row in Rows(figures["latency"])) int.Parse(row[1], CultureInfo.InvariantCulture).ShouldBeInRange(1, row[0] switch { "2xx" => 22, "4xx" => 2, "all" => 24, _ => 0 });
        Rows(figures["rejections"]!["Refusals by code"]).Select(row => $"{row[0]}: {row[1]}, {row[2]}").ShouldBe(["invalid-value: 2 events, cannot help", "malformed-body: 2 requests, cannot help"], ignoreOrder: true);
        Rows(figures["stream"]!["Shards"]).Sum(row => int.Parse(row[4], CultureInfo.InvariantCulture)).ShouldBe(62);
        Rows(figures["stream"]!["Calls to Kinesis"]).Single().ShouldBe(["PutRecords", "22", "62", "0", "0"]);
        Rows(figures["table"]!["Calls to DynamoDB"]).Single().ShouldBe(["BatchWriteItem", "22", "62", "0", "0"]);
        Rows(figures["table"]!["Devices"]).Select(row => $"{row[0]} {row[1]}").ShouldBe(["dev-hot 60", "dev-bad 2"]);
        Rows(figures["environments"]!["Invocations"]).Count.ShouldBe(20);
    }

    [Fact]
    public void ItSaysWhyADevicesEventsAreRejected()
    {
        var refused = Rows(_page.Seen["refused"]).Single();

        refused[..3].ShouldBe(["dev-bad", "invalid-value", "2"]);
        refused[4].ShouldStartWith("/time: time must be RFC 3339");
        refused[4].ShouldContain("\"yesterday\"");
    }

    [Fact]
    public void ItSaysWhichShardIsHot() =>
        Text(_page.Seen["hot"]).ShouldMatch("^Hot: shard [0-3] (takes|took) (9[0-9]|100) % of the records; (9[0-9]|100) % of its newest are of dev-hot\\.$");

    [Fact]
    public void ItShowsWhatASentEventBecame()
    {
        var sent = _page.Seen["sent"]!;
        var id = (string)JsonNode.Parse((string)sent["body"]!)!["id"]!;

        Text(sent["outcome"]).ShouldStartWith("202 accepted in ");
        Text(sent["text"]).ShouldMatch("(?s)In the stream: 1 record.*shard shardId-0{11}[0-3], sequence number \\d+, partition key dev-0001.*In the table: 1 item.*sk \\S+#" + id);
    }

    [Fact]
    public void ASinkIsBrokenAndMendedFromIt()
    {
        Text(_page.Seen["banner"]).ShouldContain("dynamodb:error");
        Text(_page.Seen["broken"]!["outcome"]).ShouldStartWith("503 unavailable in ");
        Text(_page.Seen["broken"]!["text"]).ShouldContain("In the table: 0 items");
        Text(_page.Seen["mended"]!["outcome"]).ShouldStartWith("202 accepted in ");
    }

    [Fact]
    public void ItSaysThatNoAlarmFired() => Text(_page.Seen["alarm"]).ShouldBe("No alarm has fired since the start.");

    [Fact]
    public void ItDrawsTheTemplatesDashboard()
    {
        var body = JsonNode.Parse(_page.Dashboard)!;

        Strings(_page.Seen["charts"]).ShouldBe(body["widgets"]!.AsArray().Where(widget => (string)widget!["type"]! == "metric").Select(widget => (string)widget!["properties"]!["title"]!), ignoreOrder: true);
    }

    [Fact]
    public void AtBothWidthsInBothThemesNothingIsCutNothingMovesAndAxeFindsNothing()
    {
        var looks = _page.Seen["looks"]!.AsArray();

        looks.Select(look => $"{look!["width"]} {look["scheme"]}").ShouldBe(["1280 light", "1280 dark", "400 light", "400 dark"]);
        foreach (var look in looks)
        {
            Strings(look!["cut"]).ShouldBeEmpty(look.ToJsonString());
            ((int)look["moving"]!).ShouldBe(0);
            Strings(look["violations"]).ShouldBeEmpty(look.ToJsonString());
        }
    }

    [Fact]
    public void KeysAloneReachEverythingAndShowWhereTheyAre()
    {
        var keys = Strings(_page.Seen["keys"]);

        foreach (var name in (string[])["a To the figures", "button Hold", "a Alarms", "textarea Body of the request", "button Send to the Function URL", "div Refusals by device", "button Mend all"]) keys.ShouldContain(name);
        keys.Where(name => !name.StartsWith("body", StringComparison.Ordinal)).ShouldNotContain(name => name.Contains("focus unseen", StringComparison.Ordinal));
    }

    [Fact]
    public void NothingGoesWrongAndNobodyElseIsAsked()
    {
        Strings(_page.Seen["errors"]).ShouldBeEmpty();
        Strings(_page.Seen["requested"]).ShouldBe([_page.Origin]);
    }

    [Fact]
    public void TheLogIsFiltered() => ((int)_page.Seen["filtered"]!).ShouldBe(0);

    private static string Text(JsonNode? node) => (string)node!;

    private static List<string> Strings(JsonNode? list) => [.. list!.AsArray().Select(text => (string)text!)];

    private static List<string> Texts(JsonNode tiles) => [.. tiles.AsObject().Select(tile => $"{tile.Key}: {(string)tile.Value!}")];

    private static List<string[]> Rows(JsonNode? table) => [.. table!.AsArray().Select(row => row!.AsArray().Select(cell => (string)cell!).ToArray())];
}

/// <summary>One visit for all of them: 20 POSTs of three events of one device, two with an invalid event beside a valid one, two that are no JSON.</summary>
public sealed class ConsolePage : IAsyncLifetime
{
    internal JsonNode Seen { get; private set; } = null!;

    internal string Dashboard { get; private set; } = "";

    internal string Origin { get; private set; } = "";

    public async Task InitializeAsync()
    {
        // A sink that is broken is tried until the time is over.
        var parameters = new Dictionary<string, string>(NativeCloud.Source.Parameters) { ["TimeoutSeconds"] = "10" };
        await using var cloud = await Cloud.StartAsync(o => o.Deploying((NativeCloud.Source with { Parameters = parameters }).Deploy(o.Region)));
        for (var i = 0; i < 20; i++) await cloud.PostAsync($"[{string.Join(',', Enumerable.Range(0, 3).Select(n => SampleEvents.Event("dev-hot", $"{i}-{n}")))}]");
        for (var i = 0; i < 2; i++)
        {
            var valid = SampleEvents.Event("dev-bad", $"{i}");
            var invalid = JsonNode.Parse(valid)!.AsObject();
            invalid["time"] = "yesterday";
            await cloud.PostAsync($"[{invalid.ToJsonString()},{valid}]");
            await cloud.PostAsync("[{\"deviceId\":");
        }
        (Dashboard, Origin) = (cloud.Host.Aws.Metrics.Dashboards.All.Single().Value, cloud.Host.ConsoleUrl.GetLeftPart(UriPartial.Authority));
        // INGEST_SCREENSHOTS names a folder to look at what the browser saw.
        string[] folder = Environment.GetEnvironmentVariable("INGEST_SCREENSHOTS") is { Length: > 0 } named ? [named] : [];
        Seen = JsonNode.Parse(await ClientProgram.RunAsync("node", await NodePackages.FolderAsync("tests/browser"), ["console.mjs", cloud.Host.ConsoleUrl.ToString(), "dev-bad", .. folder]))!;
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

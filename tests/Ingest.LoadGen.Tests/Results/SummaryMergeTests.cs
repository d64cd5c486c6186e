namespace Ingest.LoadGen.Tests.Results;

public sealed class SummaryMergeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("merge").FullName;

    [Fact]
    public async Task PartitionsThatRanTogetherAreOneRun()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var parts = await Task.WhenAll(RunAsync(endpoint, new Partition(0, 2), rate: 20), RunAsync(endpoint, new Partition(1, 2), rate: 30));

        using var output = new StringWriter();
        var exit = await Parse(output, ["merge", .. parts, "--report-folder", Path.Combine(_folder, "whole")]).InvokeAsync();

        var merged = SummaryJson.Load(Path.Combine(_folder, "whole", "summary.json"));
        var (one, two) = (SummaryJson.Load(parts[0]), SummaryJson.Load(parts[1]));
        exit.ShouldBe(ExitCodes.Passed, string.Join(' ', merged.Verdict.Reasons));
        (merged.Throughput.Requests, merged.Conservation.Counts.Acknowledged, merged.Outcomes["202 accepted"]).ShouldBe((50, 50, 50));
        merged.Throughput.AskedPerSecond.ShouldBe(50);
        merged.Timeline.Sum(s => s.Started).ShouldBe(50);
        merged.Latency.Count.ShouldBe(50);
        merged.Latency.P50.ShouldBeInRange(Math.Min(one.Latency.P50, two.Latency.P50) * 0.99, Math.Max(one.Latency.P50, two.Latency.P50) * 1.01);
        merged.Latency.Mean.ShouldBe((one.Latency.Mean * 20 + two.Latency.Mean * 30) / 50, one.Latency.Mean * 0.01 + 0.001);
        merged.Latency.Max.ShouldBe(Math.Max(one.Latency.Max, two.Latency.Max));
        merged.Histogram.Sum(b => b.Count).ShouldBe(50);
        output.ToString().ShouldContain("PASSED");
    }

    [Fact]
    public async Task WhatIsMissingOrFailedInOneFailsTheWhole()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var part = SummaryJson.Load(await RunAsync(endpoint, new Partition(0, 3), rate: 5)) with { Verdict = new([new("one", CheckKind.Promise, "It broke.")]) };
        var late = part with { Partition = "2/3", Started = part.Started.AddSeconds(30), Verdict = new([new("one", CheckKind.Promise, null)]) };

        SummaryMerge.Of([part, late], PriceTable.Default()).Verdict.Reasons.ShouldBe(["Partition 1/3: It broke.", "Only 2 of the run's 3 partitions are here.", "The partitions did not run together: they began 30 s apart, so that their rates do not add up."]);
    }

    [Fact]
    public async Task OnlyPartitionsOfOneRunAreMerged()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var part = SummaryJson.Load(await RunAsync(endpoint, new Partition(0, 2), rate: 5));

        Should.Throw<ScenarioException>(() => SummaryMerge.Of([part, part], PriceTable.Default())).Message.ShouldContain("must be there once");
        Should.Throw<ScenarioException>(() => SummaryMerge.Of([part, part with { Partition = "2/2", Seed = 8 }], PriceTable.Default())).Message.ShouldContain("one --seed");
        Should.Throw<ScenarioException>(() => SummaryMerge.Of([part, part with { Partition = "2/2", Buckets = null }], PriceTable.Default())).Message.ShouldContain("buckets");
    }

    [Fact]
    public async Task TheCostOfTheWholeIsReckonedWithThePricesGiven()
    {
        var parts = await PartsAsync(part => part with { Cost = CostEstimate.Of(new CostBasis(1_000, 0.1, 2_000, 0.005, new StreamUnits(1, 300, 1, 1), new TableUnits(1, 300, 1), "measured"), PriceTable.Default()) });
        var prices = Path.Combine(_folder, "prices.json");
        await File.WriteAllTextAsync(prices, System.Text.Json.JsonSerializer.Serialize(PriceTable.Default() with { Region = "eu-north-1", LambdaRequests = new Price(2, 1e6, "here") }, System.Text.Json.JsonSerializerOptions.Web));

        var dear = await MergeAsync([.. parts, "--prices", prices]);
        var usual = await MergeAsync(parts);

        usual.Cost!.Lines[0].PerMillionEvents.ShouldBe(0.02, 1e-9);
        dear.Cost!.Lines[0].PerMillionEvents.ShouldBe(0.2, 1e-9);
        dear.Cost.Prices.ShouldStartWith("eu-north-1");
    }

    [Fact]
    public async Task TheWholeIsComparedWithAnEarlierRun()
    {
        var parts = await PartsAsync(part => part);
        var earlier = Path.Combine(_folder, "earlier.json");
        var before = SummaryJson.Load(parts[0]);
        await File.WriteAllTextAsync(earlier, SummaryJson.Render(before with { Throughput = before.Throughput with { AcceptedPerSecond = 123_456 } }));

        await MergeAsync([.. parts, "--baseline", earlier]);

        var report = await File.ReadAllTextAsync(Path.Combine(_folder, "whole", "report.md"));
        report.ShouldContain("## Against the baseline");
        report.ShouldContain("123,456");
    }

    [Theory]
    [InlineData("--prices")]
    [InlineData("--baseline")]
    public async Task WhereAFileIsNotWhatItShouldBeNothingIsWritten(string option)
    {
        var parts = await PartsAsync(part => part);
        var file = Path.Combine(_folder, "other.json");
        await File.WriteAllTextAsync(file, "{}");
        using var output = new StringWriter();

        var exit = await Parse(output, ["merge", .. parts, option, file, "--report-folder", Path.Combine(_folder, "whole")]).InvokeAsync();

        exit.ShouldBe(ExitCodes.Unusable);
        Directory.Exists(Path.Combine(_folder, "whole")).ShouldBeFalse();
    }

    [Fact]
    public async Task ColdStartsAreMarkedFromTheStartOfTheWhole()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var first = SummaryJson.Load(await RunAsync(endpoint, new Partition(0, 2), rate: 5)) with { ColdStarts = new ColdStartSummary(1, [9], [0.5]) };
        var second = first with { Partition = "2/2", Started = first.Started.AddSeconds(2), ColdStarts = new ColdStartSummary(2, [9, 8], [-1.5, 0.25]) };

        SummaryMerge.Of([first, second], PriceTable.Default()).ColdStarts!.At.ShouldBe([0.5, 2.25]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static System.CommandLine.ParseResult Parse(TextWriter output, string[] arguments) =>
        new CommandLine(TimeProvider.System, PlainConsole.On(output)).Root.Parse(arguments);

    private async Task<string[]> PartsAsync(Func<RunSummary, RunSummary> change)
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var one = change(SummaryJson.Load(await RunAsync(endpoint, new Partition(0, 2), rate: 5)));
        string[] paths = [Path.Combine(_folder, "one.json"), Path.Combine(_folder, "two.json")];
        await File.WriteAllTextAsync(paths[0], SummaryJson.Render(one));
        await File.WriteAllTextAsync(paths[1], SummaryJson.Render(one with { Partition = "2/2" }));
        return paths;
    }

    private async Task<RunSummary> MergeAsync(string[] arguments)
    {
        using var output = new StringWriter();
        (await Parse(output, ["merge", .. arguments, "--report-folder", Path.Combine(_folder, "whole")]).InvokeAsync()).ShouldBe(ExitCodes.Passed, output.ToString());
        return SummaryJson.Load(Path.Combine(_folder, "whole", "summary.json"));
    }

    private async Task<string> RunAsync(ScriptedEndpoint endpoint, Partition partition, int rate)
    {
        var path = Path.Combine(_folder, $"{partition.Index}.json");
        using var output = new StringWriter();
        var console = PlainConsole.On(output);
        await new LoadCommand(new LoadOptions { Url = endpoint.Url, Seed = 7, Partition = partition, SummaryJson = path, TolerableLag = TimeSpan.MaxValue }, TimeProvider.System, console).RunAsync(
            LoadPlan.Constant(rate, TimeSpan.FromSeconds(1), TimeSpan.Zero, new LoadSettings()) with { Name = "shared" }, CancellationToken.None);
        return path;
    }
}

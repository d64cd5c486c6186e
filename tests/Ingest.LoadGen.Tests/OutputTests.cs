using HdrHistogram;

namespace Ingest.LoadGen.Tests;

/// <summary>What a run says, and where.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("output").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task TheSummaryAsJsonIsAloneOnTheOutput()
    {
        await RunAsync("--summary json");

        var summary = System.Text.Json.JsonDocument.Parse(_output.ToString()).RootElement;
        summary.GetProperty("throughput").GetProperty("posts").GetInt32().ShouldBe(5);
        _errors.ToString().ShouldContain("conservation   sent 5 = acknowledged 5");
    }

    [Fact]
    public async Task AQuietRunTellsItsVerdictAlone()
    {
        await RunAsync("--quiet");

        var lines = _output.ToString().TrimEnd().Split('\n');
        lines[^1].Trim().ShouldBeOneOf("PASSED", "NOT VALID");
        lines.SkipLast(1).ShouldAllBe(l => l.StartsWith("  ! ", StringComparison.Ordinal));
        _errors.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task WithoutATerminalALineTellsHowFarTheLoadIs()
    {
        var time = new ManualTimeProvider();
        var recorder = new RunRecorder(new ArrivalProfile([new LoadStage(false, 10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60))]), time);
        using var ended = new CancellationTokenSource();
        var display = new LoadDisplay(recorder, new EventLedger(), time, PlainConsole.On(_output)).RunAsync(ended.Token);

        recorder.Claim(TimeSpan.Zero);
        time.Advance(TimeSpan.FromSeconds(10));
        await ended.CancelAsync();
        await display;

        new LoadDisplay(recorder, new EventLedger(), time, PlainConsole.On(_output)).Line().ShouldBe("  10 of 60 s: 1 posts, p99 0.00 ms, 0 requests without a 2xx");
    }

    [Fact]
    public async Task LatenciesAreInALogThatHdrHistogramReads()
    {
        await RunAsync($"--report-folder {_folder}");

        var summary = SummaryJson.Load(Path.Combine(_folder, "summary.json"));
        using var log = File.OpenRead(Path.Combine(_folder, "latency.hlog"));
        using var reader = new HistogramLogReader(log);
        var histograms = reader.ReadHistograms().ToDictionary(h => h.Tag);
        histograms.Keys.ShouldBe(["service", "intended", "durable", "failed", "wire", "lag"], ignoreOrder: true);
        histograms["service"].TotalCount.ShouldBe(5);
        (histograms["service"].GetValueAtPercentile(50) / 1e6).ShouldBe(summary.Latency.P50, summary.Latency.P50 * 0.01 + 0.001);
    }

    [Theory]
    [InlineData("--rate 0.5 --duration 1", "A rate of 0.5 a second makes no whole number of POSTs in 1 s")]
    [InlineData("--scenario soak --time-scale 1000 --rate-scale 1000", null)]
    [InlineData("--scenario soak --time-scale 1000 --rate-scale 0.0001", "--rate-scale must be 0.001 to 1,000, but is 0.0001")]
    public void ScalesMakeALoadThatCanBeOrASentence(string arguments, string? problem)
    {
        var line = new CommandLine(TimeProvider.System, PlainConsole.On(_output));
        var parsed = line.Root.Parse($"--url http://x {arguments}");
        if (parsed.Errors.Count > 0) parsed.Errors.Single().Message.ShouldContain(problem!);
        else if (problem is null) line.Plan(parsed).Scenarios[0].Stages.Single().During.ShouldBe(TimeSpan.FromMinutes(10_000));
        else Should.Throw<ScenarioException>(() => line.Plan(parsed)).Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("--tolerable-lag 1ms", 3)]
    [InlineData("--tolerable-lag 1m", 0)]
    public async Task ALateGeneratorMakesTheRunInvalidUnlessThatMayBe(string arguments, int exitCode)
    {
        // All at once over one connection: whatever the machine, most wait in the generator.
        await using var endpoint = await ScriptedEndpoint.StartAsync(async (context, _) =>
        {
            await Task.Yield();
            await ScriptedEndpoint.Accept(context, 1);
        });
        var line = new CommandLine(TimeProvider.System, PlainConsole.On(_output));

        var ended = await line.Root.Parse($"--url {endpoint.Url} --rate 20000 --duration 1 --warmup 0 --connections 1 {arguments}").InvokeAsync();

        ended.ShouldBe(exitCode);
        _output.ToString().Contains("--tolerable-lag lets that pass", StringComparison.Ordinal).ShouldBe(exitCode == 0);
    }

    [Theory]
    [InlineData("--duration 5m --warmup 1.5s --timeout 500ms --rate 2.5", 300, 1.5, 0.5)]
    [InlineData("--duration 20 --warmup 0", 20, 0, 15)]
    [InlineData("--duration 00:01:00", 60, 3, 15)]
    public void DurationsHaveUnitsOrAreSeconds(string arguments, double duration, double warmUp, double timeout)
    {
        var line = new CommandLine(TimeProvider.System, PlainConsole.On(_output));
        var plan = line.Plan(line.Root.Parse($"--url http://x {arguments}"));

        (plan.Scenarios[0].Stages.Single().During.TotalSeconds, plan.WarmUp.TotalSeconds, plan.Settings.Timeout.TotalSeconds).ShouldBe((duration, warmUp, timeout));
    }

    [Fact]
    public void WhatAHeaderSaysIsInNoReport() =>
        string.Join(' ', CommandText.Of(["--url", "http://x?a=b", "--header", "x-api-key=secret=1", "--header=authorization=Bearer 1", "--rate", "5"]))
            .ShouldBe("--url http://x?a=b --header x-api-key=… --header=authorization=… --rate 5");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }

    private async Task RunAsync(string arguments)
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var line = new CommandLine(TimeProvider.System, PlainConsole.On(_output), PlainConsole.On(_errors));

        await line.Root.Parse($"--url {endpoint.Url} --rate 5 --duration 1 --warmup 0 {arguments}").InvokeAsync();
    }
}

using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ingest.LoadGen.Tests;

/// <summary>Whole loads, a second long, against a real server.</summary>
public sealed class LoadCommandTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly StringWriter _output = new();

    [Fact]
    public async Task EveryEventSentIsAcknowledgedOnceAndTheBodiesAreThose()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();

        var summary = await RunAsync(endpoint, LoadPlan.Constant(200, Second, TimeSpan.Zero, Settings(events: 3)));

        FailuresOf(summary).ShouldBeEmpty();
        var counts = summary.Conservation.Counts;
        (counts.Sent, counts.Acknowledged, summary.Throughput.Posts).ShouldBe((600, 600, 200));
        var ids = endpoint.Bodies.SelectMany(ScriptedEndpoint.EventsIn).Select(ScriptedEndpoint.IdOf).ToArray();
        ids.Distinct().Count().ShouldBe(600);
        summary.Outcomes["202 accepted"].ShouldBe(200);
        summary.Throughput.AskedPerSecond.ShouldBe(200);
        summary.Latency.Count.ShouldBe(200);
        _output.ToString().ShouldContain("sent 600 = acknowledged 600 + rejected 0 + failed 0");
    }

    [Fact]
    public async Task InvalidEventsAreRejectedAndTheRunStillPasses()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, body) =>
        {
            var events = ScriptedEndpoint.EventsIn(body);
            var invalid = Enumerable.Range(0, events.Count).Where(i => !events[i].GetProperty("values").EnumerateObject().Any()).ToArray();
            return invalid.Length == 0
                ? ScriptedEndpoint.Accept(context, events.Count)
                : ScriptedEndpoint.Respond(context, 200, $$"""{"received":{{events.Count}},"accepted":{{events.Count - invalid.Length}},"duplicates":0,"rejected":[{{string.Join(',', invalid.Select(i => $$"""{"index":{{i}}}"""))}}]}""");
        });

        var summary = await RunAsync(endpoint, LoadPlan.Constant(50, Second, TimeSpan.Zero, Settings(events: 4) with { InvalidPercent = 5 }));

        FailuresOf(summary).ShouldBeEmpty();
        (summary.Conservation.Counts.Rejected, summary.Conservation.Counts.Acknowledged).ShouldBe((10, 190));
    }

    [Fact]
    public async Task WarmUpIsInConservationAndInNoOtherFigure()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();

        var summary = await RunAsync(endpoint, LoadPlan.Constant(50, Second, Second, Settings(events: 2)));

        FailuresOf(summary).ShouldBeEmpty();
        (summary.Conservation.Counts.Sent, summary.Measured!.Sent, summary.Throughput.Posts).ShouldBe((200, 100, 50));
        (summary.Measured.Acknowledged, summary.Throttling.FirstTryPercent, summary.Outcomes["202 accepted"]).ShouldBe((100, 100, 50));
        summary.Throughput.AcknowledgedEventsPerSecond.ShouldBeInRange(1, 100);
        foreach (var latency in new[] { summary.Latency, summary.IntendedLatency, summary.DurableLatency, summary.ResponseLatency, summary.WireLatency }) latency.Count.ShouldBe(50);
        _output.ToString().ShouldContain("(with 100 of the warm-up, which is in no other figure but the sinks')");
    }

    [Fact]
    public async Task ARequestWithoutAResponseIsNotAnswered()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var summary = await RunAsync(endpoint, LoadPlan.Constant(20, Second, TimeSpan.Zero, Settings(1) with { Producer = "naive" }));

        (summary.Throughput.Requests, summary.Throughput.AnsweredPerSecond).ShouldBe((20, 0));
        summary.Timeline[^1].InFlight.ShouldBe(0);
        _output.ToString().ShouldContain("0 answered of 20 asked");
        _output.ToString().ShouldContain("none: no first request brought a 2xx");
    }

    [Fact]
    public async Task ThePrefixOfAKeysDevicesIsThatOfTheFleets()
    {
        var devices = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, body) =>
        {
            var events = ScriptedEndpoint.EventsIn(body);
            foreach (var one in events) devices.Add(one.GetProperty("deviceId").GetString()!);
            return ScriptedEndpoint.Accept(context, events.Count);
        });
        var options = new LoadOptions { Url = endpoint.Url, Seed = 1, TolerableLag = TimeSpan.MaxValue, Preflight = true, DevicePrefix = new string('p', 100) };

        await new LoadCommand(options, TimeProvider.System, PlainConsole.On(_output)).RunAsync(LoadPlan.Constant(5, Second, TimeSpan.Zero, Settings(3) with { InvalidPercent = 20 }), CancellationToken.None);

        devices.Count.ShouldBe(16);
        devices.ShouldAllBe(device => device.StartsWith(options.DevicePrefix, StringComparison.Ordinal) && device.Length == 106);
    }

    [Fact]
    public async Task AThresholdThatIsNotMetFailsTheRun()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        var plan = LoadPlan.Constant(20, Second, TimeSpan.Zero, Settings(1))
            .Each(s => s with { Thresholds = [JsonNode.Parse("""{ "OkRequest": "RPS > 1000" }"""), JsonNode.Parse("""{ "FailRequest": "Percent < 1" }""")] });

        var summary = await RunAsync(endpoint, plan);

        summary.Thresholds.Select(t => t.Passed).ShouldBe([false, true]);
        FailuresOf(summary).Single().ShouldContain("RPS > 1000");
        summary.Verdict.ExitCode.ShouldBe(ExitCodes.Failed);
    }

    [Fact]
    public async Task ScenariosRunSideBySideAndEachHasItsFigures()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();

        var summary = await RunAsync(endpoint, Two(Settings(1), Settings(3)) with { Name = "two" });

        summary.Scenarios.Select(s => (s.Name, s.AskedPerSecond, s.Posts, s.Succeeded, s.IntendedLatency.Count)).ShouldBe([("sensors", 20, 20, 20, 20), ("gateways", 5, 10, 10, 10)]);
        (summary.Throughput.Posts, summary.Throughput.AskedPerSecond, summary.Conservation.Counts.Acknowledged).ShouldBe((30, 15, 50));
        summary.Timeline.Sum(s => s.Asked).ShouldBe(30);
        _output.ToString().ShouldContain("  gateways       10 posts, 10 with a 2xx at first; p50 ");
    }

    [Fact]
    public async Task AScenarioThatAllowsNoFailureIsNotExcusedByOneThatDoes()
    {
        // Bodies of one event are refused.
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, body) =>
            body.AsSpan().Count("deviceId"u8) == 1 ? ScriptedEndpoint.Respond(context, 401, "{}") : ScriptedEndpoint.Accept(context, 3));
        var plan = Two(Settings(1), Settings(3));
        JsonArray tolerant = [new JsonObject { ["FailRequest"] = "Percent < 100" }];

        var excused = await RunAsync(endpoint, plan.Each(s => s with { Thresholds = s.Name == "sensors" ? (JsonArray)tolerant.DeepClone() : [] }));
        var strict = await RunAsync(endpoint, plan.Each(s => s with { Thresholds = s.Name == "gateways" ? (JsonArray)tolerant.DeepClone() : [] }));

        FailuresOf(excused).ShouldBe(["Threshold not met: sensors: FailRequest Percent < 100 (found 100 %)."]);
        FailuresOf(strict).ShouldBe(["20 of 20 POSTs of \"sensors\" never became durable."]);
    }

    private static LoadPlan Two(LoadSettings sensors, LoadSettings gateways) => new()
    {
        Name = "two",
        Scenarios =
        [
            new ScenarioPlan { Name = "sensors", WarmUp = TimeSpan.Zero, Stages = [LoadStage.Constant(20, Second, Second)], Settings = sensors },
            new ScenarioPlan { Name = "gateways", WarmUp = TimeSpan.Zero, Stages = [LoadStage.Constant(5, Second, 2 * Second)], Settings = gateways }
        ]
    };

    [Fact]
    public async Task AResponseThatLiesFailsTheRun()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Respond(context, 202, """{"received":7,"accepted":7,"duplicates":0}"""));

        var summary = await RunAsync(endpoint, LoadPlan.Constant(5, Second, TimeSpan.Zero, Settings(1)));

        FailuresOf(summary).Single().ShouldContain("received 7 where 1 were sent");
    }

    [Fact]
    public async Task AnEndpointThatIsNotThereFailsTheRunInASentence()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        await endpoint.DisposeAsync();

        var summary = await RunAsync(endpoint, LoadPlan.Constant(5, Second, TimeSpan.Zero, Settings(1) with { Producer = "naive" }));

        FailuresOf(summary).Single().ShouldStartWith("No request reached the endpoint: every connection failed (Connection refused");
        summary.Conservation.Counts.Failed.ShouldBe(5);
    }

    [Fact]
    public async Task AnInterruptedLoadIsStillReported()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();

        var summary = await RunAsync(endpoint, LoadPlan.Constant(10, TimeSpan.FromSeconds(600), TimeSpan.Zero, Settings(1)), interrupt.Token);

        summary.Seconds.ShouldBeLessThan(60);
        summary.Conservation.Holds.ShouldBeTrue();
        summary.Verdict.ExitCode.ShouldBe(ExitCodes.Interrupted);
    }

    [Fact]
    public async Task AWarmUpThatIsInterruptedIsStillReported()
    {
        using var interrupt = new CancellationTokenSource();
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            interrupt.Cancel();
            return ScriptedEndpoint.Accept(context, 1);
        });
        var plan = LoadPlan.Constant(10, TimeSpan.FromSeconds(600), TimeSpan.FromSeconds(600), Settings(1)).Each(s => s with { Thresholds = [new JsonObject { ["OkLatency"] = "p99 < 100" }] });

        var summary = await RunAsync(endpoint, plan, interrupt.Token);

        summary.Verdict.ExitCode.ShouldBe(ExitCodes.Interrupted);
        summary.Conservation.Holds.ShouldBeTrue();
    }

    public void Dispose() => _output.Dispose();

    private static IReadOnlyList<string> FailuresOf(RunSummary summary) => summary.Verdict.Reasons;

    private static LoadSettings Settings(int events) => new() { Devices = 10, Payloads = [new PayloadSettings { Events = events }] };

    private Task<RunSummary> RunAsync(ScriptedEndpoint endpoint, LoadPlan plan, CancellationToken interrupted = default)
    {
        var console = PlainConsole.On(_output, width: 200);
        return new LoadCommand(new LoadOptions { Url = endpoint.Url, Seed = Random.Shared.Next(), TolerableLag = TimeSpan.MaxValue }, TimeProvider.System, console).RunAsync(plan, interrupted);
    }
}

using System.Text.Json;
using System.Xml.Linq;

namespace Ingest.LoadGen.Tests;

/// <summary>Whole runs from the command line against an endpoint that misbehaves: all that a run leaves tells one verdict.</summary>
public sealed class VerdictTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verdict").FullName;
    private int _answered;

    [Theory]
    [InlineData(401, "401/403 not allowed")]
    [InlineData(404, "4xx other")]
    [InlineData(500, "5xx other")]
    [InlineData(204, "2xx other")]
    [InlineData(301, "3xx redirect")]
    public async Task ARunInWhichNothingIsAcceptedFails(int status, string named)
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var run = await RunAsync(endpoint.Url, "--rate 20 --duration 1 --warmup 0 --producer naive");

        run.Agrees("failed", ExitCodes.Failed);
        run.Reasons[0].ShouldBe($"Nothing was accepted: 20 × {named}.");
    }

    [Theory]
    [InlineData(401, " answers with 401 to a request without credentials; is --auth api-key or --auth hmac missing?")]
    [InlineData(404, " answers with 404; does --url name the path that takes events, such as /v1/events?")]
    [InlineData(204, " answers with 204, which says nothing of the event, so it does not keep the contract of docs/api.md.")]
    [InlineData(301, " answers with 301, a redirect; --url must name the endpoint itself.")]
    public async Task WhatThePreflightFindsEndsTheRunBeforeItsLoad(int status, string reason)
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var run = await RunAsync(endpoint.Url, "--rate 20 --duration 1 --warmup 0", preflight: true);

        run.Agrees("not valid", ExitCodes.NotValid);
        run.Reasons.ShouldBe([endpoint.Url + reason]);
        endpoint.Bodies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AHostThatDoesNotExistEndsTheRunBeforeItsLoad()
    {
        var run = await RunAsync(new Uri("http://no-such-host.invalid:9/v1/events"), "--rate 5 --duration 1 --warmup 0", preflight: true);

        run.Agrees("not valid", ExitCodes.NotValid);
        run.Reasons.Single().ShouldStartWith("http://no-such-host.invalid:9/v1/events can't be reached: ");
    }

    [Fact]
    public async Task TooManyFailuresStopTheRunAndFailIt()
    {
        var scenario = Path.Combine(_folder, "fails.json");
        await File.WriteAllTextAsync(scenario, Scenarios.ScenarioReaderTests.Scenario("""
            "MaxFailCount": 3, "ThresholdSettings": [{ "FailRequest": "Percent <= 100" }, { "OkRequest": "RPS > 50" }], "CustomSettings": { "Producer": "naive" }
            """, """{ "Inject": [10, "1s", "10m"] }"""));
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
            Interlocked.Increment(ref _answered) % 2 == 0 ? ScriptedEndpoint.Respond(context, 500, "{}") : ScriptedEndpoint.Accept(context, 1));

        var run = await RunAsync(endpoint.Url, $"--scenario {scenario}");

        run.Agrees("failed", ExitCodes.Failed);
        run.Reasons.ShouldContain(r => r.StartsWith("Stopped after ", StringComparison.Ordinal) && r.Contains("MaxFailCount is 3", StringComparison.Ordinal));
        run.Reasons.ShouldContain(r => r.StartsWith("Threshold not met: OkRequest RPS > 50 (found ", StringComparison.Ordinal) && r.EndsWith(" a second).", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARunThatLosesMostEventsFails()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            if (Interlocked.Increment(ref _answered) % 5 < 3)
            {
                context.Abort();
                return Task.CompletedTask;
            }
            return ScriptedEndpoint.Accept(context, 1);
        });

        var run = await RunAsync(endpoint.Url, "--rate 50 --duration 1 --warmup 0 --producer naive");

        run.Agrees("failed", ExitCodes.Failed);
        run.Reasons[0].ShouldContain("of 50 events were neither acknowledged nor rejected on purpose: ");
        run.Reasons[0].ShouldContain("connection error");
    }

    [Fact]
    public async Task AHostThatDoesNotExistFailsTheRunWithWhatTheSystemSays()
    {
        var run = await RunAsync(new Uri("http://no-such-host.invalid:9/v1/events"), "--rate 5 --duration 1 --warmup 0 --producer naive");

        run.Agrees("failed", ExitCodes.Failed);
        run.Reasons[0].ShouldStartWith("No request reached the endpoint: every connection failed (");
        run.Reasons[0].ShouldContain("no-such-host.invalid:9");
    }

    [Fact]
    public async Task AnInterruptedRunHasAnExitCodeOfItsOwn()
    {
        using var interrupt = new CancellationTokenSource();
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            if (Interlocked.Increment(ref _answered) == 36) interrupt.Cancel();
            return ScriptedEndpoint.Accept(context, 1);
        });

        var run = await RunAsync(endpoint.Url, "--rate 50 --duration 4 --warmup 0", interrupted: interrupt.Token);

        run.Agrees("interrupted", ExitCodes.Interrupted);
        run.Reasons[0].ShouldStartWith("Interrupted after ");
        run.Reasons[0].ShouldContain(" of 4 s (");
    }

    [Fact]
    public async Task ARunThatHoldsSaysSoEverywhere()
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();

        var run = await RunAsync(endpoint.Url, "--rate 5 --duration 1 --warmup 0");

        run.Agrees("passed", ExitCodes.Passed);
    }

    [Theory]
    [InlineData("p99=10%", "p99 grew by ")]
    [InlineData("accepted=0%", "accepted fell by ")]
    public async Task AFigureThatIsWorseThanTheBaselineByMoreThanIsAllowedFailsTheRun(string limit, string reason)
    {
        await using var endpoint = await ScriptedEndpoint.AcceptingAsync();
        await RunAsync(endpoint.Url, "--rate 5 --duration 1 --warmup 0");
        var baseline = Path.Combine(_folder, "baseline.json");
        var before = SummaryJson.Load(Path.Combine(_folder, "report", "summary.json"));
        await File.WriteAllTextAsync(baseline, SummaryJson.Render(before with
        {
            Latency = before.Latency with { P99 = before.Latency.P99 / 1e6 },
            Throughput = before.Throughput with { AcceptedPerSecond = 1e6 }
        }));

        var run = await RunAsync(endpoint.Url, $"--rate 5 --duration 1 --warmup 0 --baseline {baseline} --max-regression {limit}");

        run.Reasons.Single().ShouldStartWith(reason);
        run.Agrees("failed", ExitCodes.Failed);
    }

    [Fact]
    public async Task WhatAnEarlierRunStoredDoesNotPassForThisRunsEvents()
    {
        await using var sinks = await Verification.LocalSinks.StartAsync();
        var stores = true;
        await using var endpoint = await ScriptedEndpoint.StartAsync(async (context, body) =>
        {
            var events = ScriptedEndpoint.EventsIn(body);
            if (Volatile.Read(ref stores)) await sinks.StoreAsync([.. events.Select(e => (e.GetProperty("deviceId").GetString()!, ScriptedEndpoint.IdOf(e), e.GetRawText()))]);
            await ScriptedEndpoint.Accept(context, events.Count);
        });
        var arguments = $"--rate 5 --duration 1 --warmup 0 --seed 4711 --verify dynamodb --dynamodb-endpoint {sinks.Url} --region us-east-1";
        (await RunAsync(endpoint.Url, arguments)).Summary.Conservation.Sinks.Single().Missing.ShouldBe(0);

        Volatile.Write(ref stores, false);
        var run = await RunAsync(endpoint.Url, arguments);

        run.Agrees("failed", ExitCodes.Failed);
        run.Reasons.ShouldContain(r => r.StartsWith("DynamoDB: 5 acknowledged events are missing", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Run> RunAsync(Uri url, string arguments, bool preflight = false, CancellationToken interrupted = default)
    {
        using var output = new StringWriter();
        var (reports, json) = (Path.Combine(_folder, "report"), Path.Combine(_folder, "run.json"));
        var parsed = new CommandLine(TimeProvider.System, PlainConsole.On(output)).Root.Parse($"--url {url} --report-folder {reports} --summary-json {json} --tolerable-lag 1h {arguments}{(preflight ? "" : " --no-preflight")}");
        parsed.Errors.ShouldBeEmpty();

        var exitCode = await parsed.InvokeAsync(new(), interrupted);

        return new Run(exitCode, output.ToString(), reports, json);
    }

    /// <summary>What a run left.</summary>
    private sealed class Run(int exitCode, string console, string reports, string json)
    {
        private readonly string _html = File.ReadAllText(Path.Combine(reports, "report.html"));
        private readonly XElement _suite = XDocument.Parse(File.ReadAllText(Path.Combine(reports, "junit.xml"))).Root!.Element("testsuite")!;
        private readonly JsonElement _json = JsonDocument.Parse(File.ReadAllText(json)).RootElement;

        public RunSummary Summary { get; } = SummaryJson.Load(json);

        public IReadOnlyList<string> Reasons => Summary.Verdict.Reasons;

        /// <summary>Console, page, JUnit, JSON and exit code tell this verdict, for the same reasons.</summary>
        public void Agrees(string verdict, int code)
        {
            exitCode.ShouldBe(code, console);
            var lines = console.TrimEnd().Split('\n').Select(l => l.Trim()).ToArray();
            lines[^2].ShouldBe(verdict.ToUpperInvariant(), console);
            lines.Where(l => l.StartsWith("! ", StringComparison.Ordinal)).Select(l => l[2..]).ShouldBe(Reasons);
            _html.ShouldContain($"<header class=\"verdict {(code == 0 ? "good" : "bad")}\"><p class=\"name\">{verdict}</p>");
            foreach (var reason in Reasons) _html.ShouldContain($"<li>{System.Net.WebUtility.HtmlEncode(reason)}</li>");
            var properties = _suite.Element("properties")!.Elements().ToDictionary(p => p.Attribute("name")!.Value, p => p.Attribute("value")!.Value);
            (properties["verdict"], properties["exitCode"]).ShouldBe((verdict, $"{code}"));
            _suite.Descendants("failure").Select(f => f.Attribute("message")!.Value).ShouldBe(Reasons);
            _suite.Attribute("failures")!.Value.ShouldBe($"{Reasons.Count}");
            (Reasons.Count == 0).ShouldBe(code == 0);
            var told = _json.GetProperty("verdict");
            (told.GetProperty("name").GetString(), told.GetProperty("exitCode").GetInt32()).ShouldBe((verdict, code));
            told.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()).ShouldBe(Reasons);
        }
    }
}

namespace Ingest.LocalCloud.Tests.Lambda;

/// <summary>What the terminal says of a function that fails; a caller of the URL gets a bare 502.</summary>
public sealed class FailureReportsTests : IDisposable
{
    private readonly StringWriter _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Theory]
    [InlineData("error", "The function did not start (INIT failed): Settings: STREAM_NAME is missing\n")]
    [InlineData("exit", "The function did not start (INIT failed): Runtime exited with error: exit status 7\nIts last output:\n  cannot start\n")]
    public async Task AFunctionThatDoesNotStartIsToldOnce(string init, string told)
    {
        await using (var cloud = await Cloud.StartAsync(o => Cloud.WithVariable(o, "INIT", init) with { Terminal = TextWriter.Synchronized(_terminal) }))
        {
            for (var i = 0; i < 3; i++) await cloud.GetAsync("/");
        }

        _terminal.ToString().ShouldBe(told + "The request it was started for, or had in hand, was answered 502. The console's log has more.\n");
    }

    [Fact]
    public async Task ACrashIsToldAndAKillThatWasAskedForIsNot()
    {
        await using (var cloud = await Cloud.StartAsync(o => o with { Terminal = TextWriter.Synchronized(_terminal), Faults = [LocalCloud.Faults.FaultParser.Parse("lambda:kill:ms=0,count=1", out _)!] }))
        {
            await cloud.GetAsync("/hang");
            await cloud.GetAsync("/crash");
            await cloud.GetAsync("/");
        }

        _terminal.ToString().ShouldStartWith("The function ended: Runtime exited with error: exit status 3\n");
        _terminal.ToString().ShouldNotContain("signal: killed");
    }

    [Fact]
    public void TheSameFailureAtAnotherTimeIsNotToldAgainAndAnotherIs()
    {
        var reports = new FailureReports(_terminal);

        reports.Report(new(InvocationOutcome.InitFailed, Error: "exit status 1"), ["""{"timestamp":"2026-11-21T00:00:00.001Z","requestId":"0f1e-22","message":"no stream"}"""]);
        reports.Report(new(InvocationOutcome.InitFailed, Error: "exit status 1"), ["""{"timestamp":"2026-11-21T00:00:01.734Z","requestId":"77aa-9f","message":"no stream"}"""]);
        reports.Report(new(InvocationOutcome.InitFailed, Error: "exit status 1"), ["""{"timestamp":"2026-11-21T00:00:02.122Z","requestId":"0f1e-23","message":"no table"}"""]);

        var told = _terminal.ToString();
        (told.Split("no stream").Length - 1, told.Split("no table").Length - 1).ShouldBe((1, 1));
    }

    [Fact]
    public void EverNewFailuresAreNotToldForEver()
    {
        var reports = new FailureReports(_terminal);

        for (var i = 0; i < 1_000; i++) reports.Report(new(InvocationOutcome.EnvironmentExited, Error: new string('x', i + 1)), []);

        _terminal.ToString().Split('\n').Length.ShouldBeInRange(100, 102);
        _terminal.ToString().ShouldEndWith("That is enough: further failures are in the console's log alone.\n");
    }
}

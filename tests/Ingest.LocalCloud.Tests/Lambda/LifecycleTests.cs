using System.Diagnostics;

namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class LifecycleTests
{
    [Fact]
    public async Task AnEnvironmentIsStartedOnceAndReused()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Host.Function.Environments.List().ShouldBeEmpty();

        for (var i = 0; i < 5; i++) (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var totals = cloud.Totals;
        totals.Invocations.ShouldBe(5);
        var start = totals.ColdStarts.ShouldHaveSingleItem();
        start.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        totals.Reports[0].InitDuration.ShouldBe(start.Duration);
        totals.Reports.Skip(1).ShouldAllBe(r => r.InitDuration == null);
    }

    [Fact]
    public async Task TheEnvironmentUsedLastIsReusedFirst()
    {
        await using var gate = await Gate.OpenAsync();
        await using var cloud = await Cloud.StartAsync();
        var first = cloud.GetAsync(gate.Path);
        var firstArrival = await gate.ArrivalAsync();
        var second = cloud.GetAsync(gate.Path);
        var secondArrival = await gate.ArrivalAsync();

        secondArrival.SetResult();
        await second;
        firstArrival.SetResult();
        await first;
        await cloud.GetAsync("/");

        // The first environment was released last.
        cloud.Totals.Reports.Select(r => r.Environment).ShouldBe([2, 1, 1]);
    }

    [Fact]
    public async Task BeyondTheConcurrencyLimitRequestsAreThrottled()
    {
        await using var gate = await Gate.OpenAsync();
        await using var cloud = await Cloud.StartAsync(o => o with { Concurrency = 1 });
        var busy = cloud.GetAsync(gate.Path);
        var arrival = await gate.ArrivalAsync();

        var refused = await cloud.GetAsync("/");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.GetValues("x-amzn-ErrorType").ShouldBe(["TooManyRequestsException"]);
        (await refused.Content.ReadAsStringAsync()).ShouldBe("""{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}""");
        arrival.SetResult();
        (await busy).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        cloud.Totals.Throttles.ShouldBe(1);
        cloud.Totals.Invocations.ShouldBe(2);
    }

    [Fact]
    public async Task ReservedConcurrencyZeroThrottlesEverything()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { ReservedConcurrency = 0 });

        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        cloud.Totals.Throttles.ShouldBe(1);
        cloud.Host.Function.Environments.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task TenRequestsASecondPerReservedConcurrencyPass()
    {
        var time = new ManualTimeProvider();
        await using var cloud = await Cloud.StartAsync(o => o with { ReservedConcurrency = 1, Time = time });

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 11; i++) statuses.Add((await cloud.GetAsync("/")).StatusCode);
        var refused = await cloud.GetAsync("/");
        time.Advance(TimeSpan.FromMilliseconds(100));
        var admitted = await cloud.GetAsync("/");

        statuses.Count(s => s == HttpStatusCode.OK).ShouldBe(10);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("ReservedFunctionInvocationRateLimitExceeded");
        admitted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("exit", "exit status 7")]
    [InlineData("error", "STREAM_NAME is missing")]
    public async Task AFailingInitIsA502WhoseReasonIsKept(string init, string reason)
    {
        await using var cloud = await Cloud.StartAsync(o => Cloud.WithVariable(o, "INIT", init));

        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);

        cloud.Host.Function.Environments.LastError.ShouldNotBeNull().ShouldContain(reason);
        cloud.Totals.Reports.Select(r => r.Outcome).ShouldBe([InvocationOutcome.InitFailed, InvocationOutcome.InitFailed]);
        cloud.Totals.ColdStarts.ShouldBeEmpty();
    }

    [Fact]
    public async Task AFunctionThatIsMissingOrNotExecutableIsRefusedAtStart()
    {
        var missing = await Should.ThrowAsync<FunctionPathException>(() => Cloud.StartAsync(o => o with { FunctionPath = "/nowhere/bootstrap" }));
        var text = await Should.ThrowAsync<FunctionPathException>(() => Cloud.StartAsync(o => o with { FunctionPath = typeof(Cloud).Assembly.Location }));

        missing.Message.ShouldBe("There is no function at /nowhere/bootstrap. Build it with: ./ingest publish");
        text.Message.ShouldContain("is not executable");
    }

    [Fact]
    public async Task APortInUseIsNamedWithItsOption()
    {
        await using var cloud = await Cloud.StartAsync();
        var port = cloud.Host.FunctionUrl.Port;

        var error = await Should.ThrowAsync<PortInUseException>(() => Cloud.StartAsync(o => o with { AwsPort = port }));

        error.Message.ShouldBe($"127.0.0.1:{port} is in use; choose another port with --aws-port, 0 for a free one.");
    }

    [Fact]
    public async Task AfterAFailedInitTheNextRequestTriesAgain()
    {
        var marker = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        await using var cloud = await Cloud.StartAsync(o => Cloud.WithVariable(o, "INIT", "fail-once:" + marker));

        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);

        File.Delete(marker);
    }

    [Theory]
    [InlineData("/crash", "exit status 3")]
    [InlineData("/kill", "signal: killed")]
    public async Task ACrashIsA502AndTheEnvironmentIsReplaced(string path, string reason)
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Concurrency = 1 });
        await cloud.GetAsync("/");

        (await cloud.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);

        cloud.Totals.ColdStarts.Count.ShouldBe(2);
        cloud.Host.Function.Environments.LastError.ShouldNotBeNull().ShouldContain(reason);
        cloud.Totals.Reports.Select(r => r.Outcome)
            .ShouldBe([InvocationOutcome.Succeeded, InvocationOutcome.EnvironmentExited, InvocationOutcome.Succeeded]);
    }

    [Fact]
    public async Task AnInvocationOverItsTimeoutIsA502AndItsEnvironmentIsKilled()
    {
        var time = new ManualTimeProvider();
        await using var gate = await Gate.OpenAsync();
        await using var cloud = await Cloud.StartAsync(o => o with { Time = time, Timeout = TimeSpan.FromMilliseconds(500), Concurrency = 1 });
        var pending = cloud.GetAsync(gate.Path);
        await gate.ArrivalAsync();

        time.Advance(TimeSpan.FromMilliseconds(499));
        pending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        var response = await pending;

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        cloud.Host.Function.Environments.LastError.ShouldBe("Task timed out after 0.50 seconds");
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        cloud.Totals.ColdStarts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnInitOverItsTimeoutIsA502()
    {
        var time = new ManualTimeProvider();
        await using var cloud = await Cloud.StartAsync(o => Cloud.WithVariable(o, "INIT", "hang") with { Time = time, InitTimeout = TimeSpan.FromMilliseconds(300) });
        var pending = cloud.GetAsync("/");
        while (cloud.Host.Function.Environments.List() is not [{ ProcessId: not null }]) await Task.Yield();

        time.Advance(TimeSpan.FromMilliseconds(300));

        (await pending).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        cloud.Host.Function.Environments.LastError.ShouldBe("Init timed out after 0.30 seconds");
    }

    [Fact]
    public async Task AnIdleEnvironmentIsShutDown()
    {
        var time = new ManualTimeProvider();
        await using var cloud = await Cloud.StartAsync(o => o with { Time = time, IdleTimeout = TimeSpan.FromMinutes(1) });
        await cloud.GetAsync("/");
        var process = Process.GetProcessById(cloud.Host.Function.Environments.List().Single().ProcessId!.Value);

        time.Advance(TimeSpan.FromSeconds(59));
        cloud.Host.Function.Environments.List().Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(2));

        cloud.Host.Function.Environments.List().ShouldBeEmpty();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        cloud.Totals.ColdStarts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task StoppingLeavesNoProcessAndAnswersWhatWasRunning()
    {
        await using var gate = await Gate.OpenAsync();
        var cloud = await Cloud.StartAsync();
        var running = cloud.GetAsync(gate.Path);
        await gate.ArrivalAsync();
        var process = Process.GetProcessById(cloud.Host.Function.Environments.List().Single().ProcessId!.Value);

        await cloud.Host.DisposeAsync();

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        (await running).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await cloud.DisposeAsync();
    }

    [Fact]
    public async Task AnEnvironmentsMemoryIsKnown()
    {
        await using var cloud = await Cloud.StartAsync();
        await cloud.GetAsync("/");
        var environment = cloud.Host.Function.Environments.List().Single();

        environment.SampleMemory();

        environment.Memory.Resident.ShouldBeGreaterThan(1_000_000);
        environment.Memory.Peak.ShouldBeGreaterThanOrEqualTo(environment.Memory.Resident);
    }
}

using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.CSharp;

namespace NBomber.Tests;

/// <summary>nbomber.com/docs/nbomber/scenario</summary>
public class ScenarioTests
{
    private static ScenarioProps Inject(string name, Func<IScenarioContext, Task<IResponse>> run, int rate = 10, int seconds = 2) =>
        Scenario.Create(name, run).WithoutWarmUp().WithLoadSimulations(Simulation.Inject(rate, 1.Seconds(), seconds.Seconds()));

    [Fact]
    public void InitRunsBeforeWarmUpAndBombingAndCleanAfter()
    {
        var order = new List<string>();
        var scenario = Scenario.Create("s", context =>
            {
                lock (order) order.Add(context.ScenarioInfo.ScenarioOperation.ToString());
                return VirtualTime.Ok(context);
            })
            .WithInit(context => { lock (order) order.Add($"init {context.ScenarioInfo.ScenarioName}"); return Task.CompletedTask; })
            .WithClean(_ => { lock (order) order.Add("clean"); return Task.CompletedTask; })
            .WithWarmUpDuration(1.Seconds())
            .WithLoadSimulations(Simulation.Inject(1, 1.Seconds(), 2.Seconds()));

        NBomberRunner.RegisterScenarios(scenario).RunVirtually();

        order.ShouldBe(["init s", "WarmUp", "Bombing", "Bombing", "clean"]);
    }

    [Fact]
    public void AnInitThatThrowsStopsTheTest()
    {
        var ran = false;
        var scenario = Inject("s", context => { ran = true; return VirtualTime.Ok(context); })
            .WithInit(_ => throw new InvalidOperationException("no database"));

        Should.Throw<InvalidOperationException>(() => NBomberRunner.RegisterScenarios(scenario).RunVirtually()).Message.ShouldBe("no database");
        ran.ShouldBeFalse();
    }

    [Fact]
    public void ACleanThatThrowsDoesNotFailTheTest()
    {
        var scenario = Inject("s", VirtualTime.Ok).WithClean(_ => throw new InvalidOperationException("busy"));

        NBomberRunner.RegisterScenarios(scenario).RunVirtually().AllOkCount.ShouldBe(20);
    }

    [Fact]
    public void WarmUpIsNotCounted()
    {
        var iterations = 0;
        var scenario = Scenario.Create("s", context => { Interlocked.Increment(ref iterations); return VirtualTime.Ok(context); })
            .WithWarmUpDuration(5.Seconds())
            .WithLoadSimulations(Simulation.Inject(10, 1.Seconds(), 10.Seconds()));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually();

        iterations.ShouldBe(50 + 100);
        stats.ScenarioStats[0].Ok.Request.Count.ShouldBe(100);
        stats.ScenarioStats[0].Duration.ShouldBe(10.Seconds());
        stats.ScenarioStats[0].Ok.Request.RPS.ShouldBe(10);
    }

    [Fact]
    public void MaxFailCountStopsTheWholeTest()
    {
        var failing = Inject("failing", _ => Task.FromResult<IResponse>(Response.Fail(statusCode: "503")), rate: 10, seconds: 60).WithMaxFailCount(25);
        var other = Inject("other", VirtualTime.Ok, rate: 1, seconds: 60);

        var stats = NBomberRunner.RegisterScenarios(failing, other).RunVirtually();

        stats.ScenarioStats.Get("failing").Fail.Request.Count.ShouldBe(25);
        stats.ScenarioStats.Get("other").Duration.ShouldBeLessThan(60.Seconds());
    }

    [Fact]
    public void AnExceptionIsAFailWithItsOwnStatus()
    {
        var scenario = Inject("s", context => context.InvocationNumber > 0 ? throw new InvalidOperationException("boom") : VirtualTime.Ok(context));

        var fail = NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0].Fail;

        fail.Request.Count.ShouldBe(20);
        fail.StatusCodes.Get("-101").Message.ShouldBe("boom");
    }

    [Fact]
    public void ACancelledIterationIsATimeout()
    {
        var scenario = Inject("s", _ => Task.FromCanceled<IResponse>(new CancellationToken(canceled: true)));

        NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0].Fail.StatusCodes.Get("-100").Count.ShouldBe(20);
    }

    [Fact]
    public void TheScenariosTokenIsCancelledWhenItsScheduleEnds()
    {
        var scenario = Inject("s", async context =>
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (context.ScenarioCancellationToken.Register(() => ended.TrySetResult())) await ended.Task;
            return Response.Ok(statusCode: "released");
        });

        NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0].Ok.StatusCodes.Get("released").Count.ShouldBe(20);
    }

    [Fact]
    public void StopCurrentTestEndsEveryScenario()
    {
        var first = Inject("first", context =>
        {
            if (context.GetScenarioTimerTime() > 3.Seconds()) context.StopCurrentTest("enough");
            return VirtualTime.Ok(context);
        }, seconds: 60);

        var stats = NBomberRunner.RegisterScenarios(first, Inject("second", VirtualTime.Ok, seconds: 60)).RunVirtually();

        stats.ScenarioStats.ShouldAllBe(s => s.Duration < 10.Seconds());
    }

    [Fact]
    public void DataLivesForAnIterationAndInstanceDataForTheInstance()
    {
        var leaked = false;
        var kept = 0;
        var scenario = Inject("s", context =>
        {
            leaked |= context.Data.ContainsKey("step");
            context.Data["step"] = 1;
            if (context.InvocationNumber > 1 && context.ScenarioInstanceData.ContainsKey("user")) kept++;
            context.ScenarioInstanceData["user"] = 1;
            return VirtualTime.Ok(context);
        }, rate: 1, seconds: 10);

        NBomberRunner.RegisterScenarios(scenario).RunVirtually();

        leaked.ShouldBeFalse();
        kept.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void CustomSettingsOfTheJsonConfigReachInit()
    {
        (string Field, int Pause, string Global) seen = default;
        var scenario = Inject("my_scenario", VirtualTime.Ok).WithInit(context =>
        {
            seen = (context.CustomSettings["MyTestField"]!, context.CustomSettings.GetValue<int>("MyPauseMs"), context.GlobalCustomSettings["ConnectionString"]!);
            return Task.CompletedTask;
        });

        NBomberRunner.RegisterScenarios(scenario).LoadConfig("""
            { "GlobalSettings": {
                "GlobalCustomSettings": { "ConnectionString": "db" },
                "ScenariosSettings": [ { "ScenarioName": "my_scenario", "CustomSettings": { "MyTestField": "localhost", "MyPauseMs": 100 } } ] } }
            """).RunVirtually();

        seen.ShouldBe(("localhost", 100, "db"));
    }

    [Fact]
    public void AnEmptyScenarioOnlyInitializesAndCleans()
    {
        var calls = new List<string>();
        var empty = Scenario.Empty("populate")
            .WithInit(_ => { calls.Add("init"); return Task.CompletedTask; })
            .WithClean(_ => { calls.Add("clean"); return Task.CompletedTask; });

        var stats = NBomberRunner.RegisterScenarios(empty, Inject("load", VirtualTime.Ok)).RunVirtually();

        calls.ShouldBe(["init", "clean"]);
        stats.ScenarioStats.Get("load").Ok.Request.Count.ShouldBe(20);
    }
}

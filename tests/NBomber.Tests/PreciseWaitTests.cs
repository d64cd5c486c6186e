using NBomber.Contracts;
using NBomber.CSharp;
using NBomber.Engine;
using Serilog.Core;

namespace NBomber.Tests;

/// <summary>On which thread an iteration begins.</summary>
public sealed class PreciseWaitTests
{
    private readonly PreciseWait _wait = new();

    [Fact]
    public async Task WhatIsOnTimeBeginsOnTheSchedulesThread()
    {
        var schedule = Environment.CurrentManagedThreadId;

        (await ThreadOfAsync(onTime: true)).ShouldBe(schedule);
    }

    [Fact]
    public async Task WhatIsLateBeginsOnThePool()
    {
        var schedule = Environment.CurrentManagedThreadId;

        (await ThreadOfAsync(onTime: false)).ShouldNotBe(schedule);
    }

    [Fact]
    public async Task IterationsThatBlockTheirThreadMoveToThePool()
    {
        var schedule = Environment.CurrentManagedThreadId;
        for (var accident = 0; accident < 3; accident++)
            (await ThreadOfAsync(onTime: true, blocks: true)).ShouldBe(schedule);

        (await ThreadOfAsync(onTime: true)).ShouldNotBe(schedule);
    }

    private Task<int> ThreadOfAsync(bool onTime, bool blocks = false)
    {
        var begun = new TaskCompletionSource<int>();
        var scenario = Scenario.Create("one", _ =>
        {
            using var never = new ManualResetEventSlim();
            if (blocks) never.Wait(TimeSpan.FromMilliseconds(15));
            begun.SetResult(Environment.CurrentManagedThreadId);
            return Task.FromResult<IResponse>(Response.Ok());
        });
        var execution = new ScenarioExecution(new TestRun(NBomberRunner.RegisterScenarios(scenario), Logger.None), scenario, ScenarioOperation.Bombing);
        _wait.Dispatch(new ScenarioInstance(execution, 1), onTime);
        return begun.Task;
    }
}

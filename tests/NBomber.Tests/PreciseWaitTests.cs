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
    public Task WhatIsOnTimeBeginsOnTheSchedulesThread() => OnScheduleAsync(schedule => ThreadOf(onTime: true).ShouldBe(schedule));

    [Fact]
    public Task WhatIsLateBeginsOnThePool() => OnScheduleAsync(schedule => ThreadOf(onTime: false).ShouldNotBe(schedule));

    [Fact]
    public Task IterationsThatBlockTheirThreadMoveToThePool() => OnScheduleAsync(schedule =>
    {
        for (var accident = 0; accident < 3; accident++) ThreadOf(onTime: true, blocks: true).ShouldBe(schedule);

        ThreadOf(onTime: true).ShouldNotBe(schedule);
    });

    /// <summary>On a thread that is none of the pool's, as a schedule's.</summary>
    private static Task OnScheduleAsync(Action<int> test) =>
        Task.Factory.StartNew(() => test(Environment.CurrentManagedThreadId), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private int ThreadOf(bool onTime, bool blocks = false)
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
        return begun.Task.GetAwaiter().GetResult();
    }
}

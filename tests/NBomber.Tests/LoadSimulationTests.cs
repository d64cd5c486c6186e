using System.Collections.Concurrent;
using NBomber.Contracts;
using NBomber.CSharp;
using NBomber.Engine;

namespace NBomber.Tests;

/// <summary>nbomber.com/docs/nbomber/load-simulation</summary>
public class LoadSimulationTests
{
    private static List<TimeSpan> Arrivals(params LoadSimulation[] simulations) => [.. ArrivalPlan.Arrivals(simulations, new Random(1))];

    [Fact]
    public void InjectStartsItsRateInEveryIntervalForItsDuration()
    {
        var arrivals = Arrivals(Simulation.Inject(rate: 50, interval: 1.Seconds(), during: 30.Seconds()));

        arrivals.Count.ShouldBe(50 * 30);
        arrivals.GroupBy(a => (int)a.TotalSeconds).ShouldAllBe(second => second.Count() == 50);
    }

    [Fact]
    public void ArrivalsAreSpreadEvenlyAndInOrder()
    {
        var arrivals = Arrivals(Simulation.Inject(rate: 1000, interval: 1.Seconds(), during: 2.Seconds()));

        arrivals.Zip(arrivals.Skip(1), (a, b) => (b - a).TotalMilliseconds).ShouldAllBe(gap => Math.Abs(gap - 1) < 0.001);
    }

    [Fact]
    public void RampingInjectGrowsLinearlyFromTheRateBeforeIt()
    {
        var arrivals = Arrivals(
            Simulation.RampingInject(rate: 50, interval: 1.Seconds(), during: 10.Seconds()),
            Simulation.RampingInject(rate: 20, interval: 1.Seconds(), during: 10.Seconds()));

        var perSecond = Enumerable.Range(0, 20).Select(s => arrivals.Count(a => (int)a.TotalSeconds == s)).ToArray();
        perSecond[..10].ShouldBe([0, 5, 10, 15, 20, 25, 30, 35, 40, 45]);
        perSecond[10..].ShouldBe([50, 47, 44, 41, 38, 35, 32, 29, 26, 23]);
    }

    [Fact]
    public void InjectRandomStaysWithinItsRates()
    {
        var arrivals = Arrivals(Simulation.InjectRandom(minRate: 50, maxRate: 70, interval: 1.Seconds(), during: 30.Seconds()));

        var perSecond = arrivals.GroupBy(a => (int)a.TotalSeconds).Select(g => g.Count()).ToArray();
        perSecond.Length.ShouldBe(30);
        perSecond.ShouldAllBe(count => count >= 50 && count <= 70);
        perSecond.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void IterationsForInjectEndsWithItsCount()
    {
        var arrivals = Arrivals(Simulation.IterationsForInject(rate: 100, interval: 1.Seconds(), iterations: 950));

        arrivals.Count.ShouldBe(950);
        arrivals[^1].ShouldBeLessThan(10.Seconds());
        arrivals[^1].ShouldBeGreaterThan(9.Seconds());
    }

    [Fact]
    public void PauseDelaysWhatFollows()
    {
        var arrivals = Arrivals(Simulation.Pause(10.Seconds()), Simulation.Inject(rate: 5, interval: 1.Seconds(), during: 2.Seconds()));

        arrivals.Count.ShouldBe(10);
        arrivals[0].ShouldBe(10.Seconds());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 25)]
    [InlineData(30, 50)]
    [InlineData(45, 50)]
    [InlineData(75, 25)]
    public void CopiesRampUpStayAndRampDown(int second, int copies)
    {
        LoadSimulation[] simulations =
        [
            Simulation.RampingConstant(copies: 50, during: 30.Seconds()),
            Simulation.KeepConstant(copies: 50, during: 30.Seconds()),
            Simulation.RampingConstant(copies: 0, during: 30.Seconds())
        ];

        CopiesPlan.CopiesAt(simulations, second.Seconds()).ShouldBe(copies);
        CopiesPlan.CopiesAt(simulations, 90.Seconds()).ShouldBeNull();
    }

    [Fact]
    public void AnInjectedIterationDoesNotWaitForThoseBefore()
    {
        var release = new TaskCompletionSource<IResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = 0;
        var scenario = Scenario.Create("open", _ => Interlocked.Increment(ref started) == 30 ? Released() : release.Task)
            .WithoutWarmUp().WithLoadSimulations(Simulation.Inject(rate: 10, interval: 1.Seconds(), during: 3.Seconds()));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually();

        stats.ScenarioStats[0].Ok.Request.Count.ShouldBe(30);

        Task<IResponse> Released()
        {
            release.SetResult(Response.Ok());
            return release.Task;
        }
    }

    [Fact]
    public void ConstantCopiesRunOneIterationAtATimeEach()
    {
        var (running, most) = (0, 0);
        var wait = new VirtualWait { MayMove = () => Volatile.Read(ref running) == 4 };
        var scenario = Scenario.Create("closed", async _ =>
        {
            var iteration = Task.Delay(TimeSpan.FromMilliseconds(200), wait.Time);
            var now = Interlocked.Increment(ref running);
            for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, now, seen);
            await iteration;
            Interlocked.Decrement(ref running);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(Simulation.KeepConstant(copies: 4, during: 1.Seconds()));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually(timeAfterSchedules: true, wait);

        most.ShouldBe(4);
        stats.AllOkCount.ShouldBeInRange(4 * 5, 4 * 6);
    }

    [Fact]
    public void IterationsForConstantEndsWithItsCount()
    {
        var scenario = Scenario.Create("counted", VirtualTime.Ok)
            .WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForConstant(copies: 10, iterations: 1000));

        NBomberRunner.RegisterScenarios(scenario).RunVirtually().AllOkCount.ShouldBe(1000);
    }

    // The four of the sample in nbomber.com/docs/nbomber/json-config.
    [Fact]
    public void ClosedAndOpenModelsMayFollowOneAnother()
    {
        var starts = new ConcurrentQueue<TimeSpan>();
        var wait = new VirtualWait();
        var began = wait.Time.GetTimestamp();
        var scenario = Scenario.Create("mixed", async context =>
        {
            starts.Enqueue(wait.Time.GetElapsedTime(began));
            await Task.Delay(TimeSpan.FromMilliseconds(500), wait.Time, context.ScenarioCancellationToken);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(
            Simulation.RampingConstant(2, 2.Seconds()), Simulation.KeepConstant(2, 2.Seconds()),
            Simulation.RampingInject(2, 1.Seconds(), 2.Seconds()), Simulation.Inject(2, 1.Seconds(), 2.Seconds()));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually(timeAfterSchedules: true, wait);

        stats.ScenarioStats[0].Duration.ShouldBe(8.Seconds());
        // Four are injected in the last stretch, one to three before it; either copy may begin its last iteration late, for the clock does not wait for it.
        starts.Count(s => s >= 6.Seconds()).ShouldBeInRange(4, 6);
        starts.Count(s => s >= 4.Seconds()).ShouldBeInRange(5, 9);
        starts.Count(s => s < 4.Seconds()).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public void SimulationsThatCannotBeMixedAreRefused()
    {
        var open = Simulation.Inject(1, 1.Seconds(), 1.Seconds());
        var counted = Simulation.IterationsForInject(1, 1.Seconds(), 1);

        SimulationRules.Problem([open, counted]).ShouldNotBeNull();
        SimulationRules.Problem([open, Simulation.Pause(1.Seconds()), open]).ShouldBeNull();
        SimulationRules.Problem([Simulation.Inject(1, 2.Seconds(), 1.Seconds())])!.ShouldContain("longer than the duration");
        SimulationRules.Problem([Simulation.Inject(-1, 1.Seconds(), 1.Seconds())])!.ShouldContain("-1");
    }
}

using Ingest.LoadGen.Measurement;
using NBomber.Contracts;
using NBomber.CSharp;

namespace NBomber.Tests;

/// <summary>nbomber.com/docs/reporting/reports and nbomber.com/docs/nbomber/scenario/step</summary>
public class StatsTests
{
    private static ScenarioProps Once(Func<IScenarioContext, Task<IResponse>> run, int iterations = 100) =>
        Scenario.Create("s", run).WithoutWarmUp().WithLoadSimulations(Simulation.IterationsForInject(10, 1.Seconds(), iterations));

    [Fact]
    public void CustomLatencyReplacesTheMeasuredOne()
    {
        var next = 0;
        var scenario = Once(_ => Task.FromResult<IResponse>(Response.Ok(statusCode: "200", customLatencyMs: Interlocked.Increment(ref next))));

        var latency = NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0].Ok.Latency;

        latency.MinMs.ShouldBe(1);
        latency.MaxMs.ShouldBe(100);
        latency.Percent50.ShouldBe(50, 0.5);
        latency.Percent75.ShouldBe(75, 0.75);
        latency.Percent95.ShouldBe(95, 0.95);
        latency.Percent99.ShouldBe(99, 0.99);
        latency.MeanMs.ShouldBe(50.5, 0.1);
        latency.LatencyCount.LessOrEq800.ShouldBe(100);
    }

    [Fact]
    public void StatusCodesAreCountedWithTheirShare()
    {
        var next = 0;
        var scenario = Once(_ => Task.FromResult<IResponse>(Interlocked.Increment(ref next) % 4 == 0
            ? Response.Fail(statusCode: "503", message: "no room", sizeBytes: 20) : Response.Ok(statusCode: "202", sizeBytes: 10)));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0];

        (stats.Ok.Request.Count, stats.Ok.Request.Percent, stats.Fail.Request.Count, stats.Fail.Request.Percent).ShouldBe((75, 75, 25, 25));
        stats.Fail.StatusCodes.Get("503").ShouldBe(new() { StatusCode = "503", IsError = true, Message = "no room", Count = 25, Percent = 25 });
        stats.Ok.StatusCodes.Exists("404").ShouldBeFalse();
        (stats.Ok.DataTransfer.AllBytes, stats.Fail.DataTransfer.MeanBytes, stats.AllBytes).ShouldBe((750, 20, 1250));
    }

    [Fact]
    public void AStatusCodesPercentIsOfAllStatusCodes()
    {
        var next = 0;
        var scenario = Once(_ => Task.FromResult<IResponse>((Interlocked.Increment(ref next) % 4) switch
        {
            0 => Response.Fail(statusCode: "503"),
            1 => Response.Ok(statusCode: "202"),
            _ => Response.Ok()
        }));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0];

        (stats.Ok.StatusCodes.Get("202").Percent, stats.Fail.StatusCodes.Get("503").Percent).ShouldBe((50, 50));
    }

    [Fact]
    public void StepsAreMeasuredByThemselves()
    {
        var scenario = Once(async context =>
        {
            var login = await Step.Run("login", context, () => Task.FromResult(Response.Ok(payload: "token", statusCode: "201")));
            await Step.Run("home", context, () => Task.FromResult(Response.Ok(statusCode: login.Payload.IsSome() ? login.Payload!.Value : "none")));
            return Response.Ok();
        }, iterations: 5);

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0];

        stats.StepStats.Select(s => s.StepName).ShouldBe(["login", "home"]);
        stats.StepStats.Get("home").Ok.StatusCodes.Get("token").Count.ShouldBe(5);
        stats.Ok.Request.Count.ShouldBe(5);
        stats.Ok.StatusCodes.Select(s => (s.StatusCode, s.Count, s.Percent)).ShouldBe([("201", 5, 50), ("token", 5, 50)]);
    }

    [Fact]
    public void AFailedStepEndsTheIterationUnlessRestartIsOff()
    {
        var second = 0;
        Func<IScenarioContext, Task<IResponse>> run = async context =>
        {
            await Step.Run("first", context, () => Task.FromResult(Response.Fail<object>(statusCode: "500")));
            Interlocked.Increment(ref second);
            return Response.Ok();
        };

        var restarting = NBomberRunner.RegisterScenarios(Once(run, 10)).RunVirtually().ScenarioStats[0];
        var reached = second;
        var continuing = NBomberRunner.RegisterScenarios(Once(run, 10).WithRestartIterationOnFail(false)).RunVirtually().ScenarioStats[0];

        (restarting.Fail.Request.Count, reached).ShouldBe((10, 0));
        (continuing.Ok.Request.Count, second).ShouldBe((10, 10));
        continuing.StepStats.Get("first").Fail.Request.Count.ShouldBe(10);
    }

    [Fact]
    public void PausesDoNotLowerTheRate()
    {
        var scenario = Scenario.Create("s", VirtualTime.Ok).WithoutWarmUp().WithLoadSimulations(
            Simulation.Pause(10.Seconds()), Simulation.Inject(10, 1.Seconds(), 10.Seconds()));

        NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0].Ok.Request.RPS.ShouldBe(10);
    }

    [Fact]
    public void PercentilesAreWithinOnePercentAtEveryScale()
    {
        foreach (var scale in new[] { 1L, 900, 70_000, 5_000_000_000 })
        {
            var histogram = new LatencyHistogram();
            for (var value = 1; value <= 10_000; value++) histogram.Record(value * scale);

            foreach (var percentile in new[] { 1, 50, 90, 99, 99.9 })
                ((double)histogram.ValueAtPercentile(percentile)).ShouldBe(percentile * 100 * scale, Math.Max(1, percentile * scale));
        }
    }
}

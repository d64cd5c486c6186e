using NBomber.Contracts;
using NBomber.CSharp;

namespace NBomber.Tests;

/// <summary>nbomber.com/docs/nbomber/asserts_and_thresholds</summary>
public class ThresholdTests
{
    private static ScenarioProps OneInFiveFails(int seconds = 30)
    {
        var next = 0;
        return Scenario.Create("http", _ => Task.FromResult<IResponse>(Interlocked.Increment(ref next) % 5 == 0 ? Response.Fail(statusCode: "503") : Response.Ok(statusCode: "200", customLatencyMs: 50)))
            .WithoutWarmUp().WithLoadSimulations(Simulation.Inject(10, 1.Seconds(), seconds.Seconds()));
    }

    [Fact]
    public void AThresholdThatHoldsPassesAndOneThatDoesNotFails()
    {
        var scenario = OneInFiveFails().WithThresholds(
            Threshold.Create(stats => stats.Fail.Request.Percent < 30),
            Threshold.Create(stats => stats.Fail.Request.Percent < 10));

        var thresholds = NBomberRunner.RegisterScenarios(scenario).RunVirtually().Thresholds;

        thresholds.Select(t => t.IsFailed).ShouldBe([false, true]);
        thresholds[1].CheckExpression.ShouldContain("Fail.Request.Percent");
    }

    [Fact]
    public void ThresholdsAreCheckedAtEveryReportingInterval()
    {
        var scenario = OneInFiveFails(seconds: 30).WithThresholds(Threshold.Create(stats => stats.Fail.Request.Percent < 10));

        var errors = NBomberRunner.RegisterScenarios(scenario).WithReportingInterval(10.Seconds()).RunVirtually().Thresholds[0].ErrorCount;

        // At 10, 20 and 30 s, and once on the final statistics.
        errors.ShouldBe(4);
    }

    [Fact]
    public void EnoughErrorsAbortTheTest()
    {
        var scenario = OneInFiveFails(seconds: 600).WithThresholds(Threshold.Create(stats => stats.Fail.Request.Percent < 10, abortWhenErrorCount: 2));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually();

        stats.ScenarioStats[0].Duration.ShouldBe(10.Seconds());
        stats.Thresholds[0].IsFailed.ShouldBeTrue();
    }

    [Fact]
    public void StartCheckAfterDelaysTheFirstCheck()
    {
        var scenario = OneInFiveFails(seconds: 20).WithThresholds(
            Threshold.Create(stats => stats.Fail.Request.Percent < 10, abortWhenErrorCount: 1, startCheckAfter: 15.Seconds()));

        NBomberRunner.RegisterScenarios(scenario).RunVirtually().ScenarioStats[0].Duration.ShouldBeGreaterThanOrEqualTo(15.Seconds());
    }

    [Fact]
    public void AStepsThresholdReadsThatStep()
    {
        var scenario = Scenario.Create("s", async context =>
        {
            await Step.Run("login", context, () => Task.FromResult(Response.Ok(customLatencyMs: 20)));
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(Simulation.Inject(1, 1.Seconds(), 3.Seconds())).WithThresholds(
            Threshold.Create("login", step => step.Ok.Latency.Percent95 < 30),
            Threshold.Create("login", step => step.Ok.Latency.Percent95 < 10),
            Threshold.Create("logout", step => step.Ok.Request.Count > 0));

        var thresholds = NBomberRunner.RegisterScenarios(scenario).RunVirtually().Thresholds;

        thresholds.Select(t => t.IsFailed).ShouldBe([false, true, true]);
        thresholds[2].ExceptionMsg.ShouldContain("logout");
    }

    [Theory]
    [InlineData("""{ "OkRequest": "RPS >= 7" }""", false)]
    [InlineData("""{ "OkRequest": "Percent > 90" }""", true)]
    [InlineData("""{ "FailRequest": "Percent < 10" }""", true)]
    [InlineData("""{ "OkLatency": "p75 < 80" }""", false)]
    [InlineData("""{ "OkLatency": "max < 40" }""", true)]
    [InlineData("""{ "StatusCode": ["500", "Percent < 5"] }""", false)]
    [InlineData("""{ "StatusCode": ["503", "Percent < 5"], "AbortWhenErrorCount": 50, "StartCheckAfter": "00:00:10" }""", true)]
    [InlineData("""{ "StatusCode": ["200", "Percent >= 80"] }""", false)]
    public void ThresholdsOfTheJsonConfigAreChecked(string threshold, bool failed)
    {
        var stats = NBomberRunner.RegisterScenarios(OneInFiveFails())
            .LoadConfig($$"""{ "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "http", "ThresholdSettings": [ {{threshold}} ] } ] } }""")
            .RunVirtually();

        stats.Thresholds.Single().IsFailed.ShouldBe(failed);
    }

    /// <summary>nbomber.com/docs/nbomber/custom-metrics</summary>
    [Fact]
    public void CustomMetricsAreReportedAndCanBeThresholds()
    {
        var counter = Metric.CreateCounter("events", unitOfMeasure: "events");
        var gauge = Metric.CreateGauge("queue", unitOfMeasure: "items");
        var scenario = Scenario.Create("s", context =>
            {
                counter.Add(2);
                gauge.Set(6.5);
                return VirtualTime.Ok(context);
            })
            .WithInit(context =>
            {
                context.RegisterMetric(counter);
                context.RegisterMetric(gauge);
                return Task.CompletedTask;
            })
            .WithoutWarmUp().WithLoadSimulations(Simulation.Inject(10, 1.Seconds(), 2.Seconds()))
            .WithThresholds(
                Threshold.Create(metric => metric.Counters.Get("events").Value < 1000),
                Threshold.Create(metric => metric.Gauges.Get("queue").Value >= 7));

        var stats = NBomberRunner.RegisterScenarios(scenario).RunVirtually();

        stats.Metrics.Counters.Get("events").Value.ShouldBe(40);
        stats.Thresholds.Select(t => t.IsFailed).ShouldBe([false, true]);
    }
}

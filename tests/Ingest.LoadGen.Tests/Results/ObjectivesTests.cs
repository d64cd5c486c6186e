namespace Ingest.LoadGen.Tests.Results;

public class ObjectivesTests
{
    [Theory]
    [InlineData(100, 12.0, true)]
    [InlineData(99.99, 12.0, false)]
    [InlineData(100, 31.0, false)]
    [InlineData(100, null, false)]
    public void WhatIsDeliveredAndHowSoonItRecoversDecide(double delivered, double? recovery, bool passes)
    {
        var settings = new LoadSettings { DeliveredPercent = 100, RecoverySeconds = 30 };

        var judged = Objectives.Judge(settings, Summary(new Throttling(5, 0, 0, 0, 0, 0, 5, 90, delivered, recovery))).ToArray();

        judged.Length.ShouldBe(2);
        judged.All(t => t.Passed).ShouldBe(passes);
    }

    [Fact]
    public void ALoadThatWasNeverRefusedHasNothingToRecoverFrom() =>
        Objectives.Judge(new LoadSettings { RecoverySeconds = 30 }, Summary(new Throttling(0, 0, 0, 0, 0, 0, 0, 100, 100, null))).Single().Passed.ShouldBeTrue();

    [Theory]
    [InlineData(new double[] { 10, 12, 11, 50, 1, 1, 1, 1, 11, 12, 13, 90 }, 18.18)]
    [InlineData(new double[] { 10, 10, 10, 20, 20, 20, 20, 20 }, 100)]
    public void CreepIsTheGrowthOfTheMedianSecondFromTheFirstQuarterToTheLast(double[] p99, double expected) =>
        Objectives.Creep(Timeline(p99))!.Value.ShouldBe(expected, 0.01);

    [Fact]
    public void ASearchThatFindsNothingFails()
    {
        var summary = Summary(new Throttling(0, 0, 0, 0, 0, 0, 0, 100, 100, null)) with { Capacity = new CapacityFinding(0, new CapacityObjective(), []) };

        Objectives.Judge(new LoadSettings(), summary).Single().ShouldBe(new ThresholdSummary("sustained 0/s >= 1/s", false, null));
    }

    private static SecondSummary[] Timeline(double[] p99) =>
        [.. p99.Select((value, second) => new SecondSummary(second, 1, 1, new long[Outcomes.Kinds], value, value, value, value))];

    private static RunSummary Summary(Throttling throttling) => new()
    {
        Scenario = "any",
        Url = "http://127.0.0.1",
        Run = "1",
        Seed = 1,
        Partition = "1/1",
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 1,
        Throughput = new Throughput(1, 1, 1, 1, 1, 1, 1),
        Latency = NoLatency,
        IntendedLatency = NoLatency,
        Generator = new GeneratorSummary(0, 0, 0, 0, null),
        Outcomes = new Dictionary<string, long>(),
        Statuses = new Dictionary<string, long>(),
        Conservation = Conservation.Check(new EventLedger(), new DeviceFleet(1, 1, Partition.Whole), [], 0, null),
        Throttling = throttling,
        Thresholds = [],
        Timeline = [],
        Histogram = [],
        Conditions = new RunConditions("", 1, "", "", "", "", "")
    };

    private static readonly LatencySummary NoLatency = new(0, 0, 0, 0, 0, 0, 0, 0);
}

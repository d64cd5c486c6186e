using Ingest.Perf.CrossCheck;
using Ingest.Perf.Functions;

namespace Ingest.Perf.Tests.CrossCheck;

public sealed class CrossCheckVerdictTests
{
    [Theory]
    [InlineData(1_000, 30, true)]
    [InlineData(951, 32.9, true)]
    [InlineData(949, 30, false)]
    [InlineData(1_051, 30, false)]
    [InlineData(1_000, 26.9, false)]
    [InlineData(1_000, 33.1, false)]
    public void GeneratorsAgreeWithinFivePercentOfTheRateAndTenOfTheP99(double rate, double p99, bool agree) =>
        CrossCheckVerdict.Of([new Pair(new Figures(1_000, 8, 30), new Figures(rate, 8, p99))]).Passed.ShouldBe(agree);

    [Fact]
    public void OneOutlierOfThreeDecidesNothing()
    {
        Pair[] pairs = [Of(30), Of(30.5), Of(300)];

        CrossCheckVerdict.Of(pairs).Lines.ShouldAllBe(line => line.Contains("agrees"));

        static Pair Of(double p99) => new(new Figures(1_000, 8, 30), new Figures(1_000, 8, p99));
    }

    [Fact]
    public void TheTargetsPercentilesFollowFromItsDistribution()
    {
        ServiceTime.Typical.Percentile(50).ShouldBe(8.16, 0.01);
        ServiceTime.Typical.Percentile(99).ShouldBe(31.63, 0.01);
        ServiceTime.Typical.Percentile(99.9999).ShouldBe(60);
        ServiceTime.None.Arguments.ShouldBeEmpty();
    }

    [Fact]
    public void TheTargetsFiguresAreInMilliseconds()
    {
        TargetFigures.Parse("requests 15000 p50_us 8190 p99_us 31725\n").ShouldBe(new TargetFigures(15_000, 8.19, 31.725));
        Should.Throw<FunctionFailedException>(() => TargetFigures.Parse("target: bind: Address in use"));
    }
}

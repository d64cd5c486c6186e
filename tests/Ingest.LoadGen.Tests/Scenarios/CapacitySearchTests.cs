namespace Ingest.LoadGen.Tests.Scenarios;

public class CapacitySearchTests
{
    private static readonly CapacityObjective Objective = new();

    /// <summary>A service that keeps the objective up to a rate.</summary>
    private static CapacitySearch Search(double capacity, Func<int, bool>? breaksByChance = null)
    {
        var search = new CapacitySearch(Objective);
        var tried = 0;
        while (search.Next() is { } rate)
            search.Add(CapacityStep.Judge(Objective, rate, rate, rate > capacity || breaksByChance?.Invoke(tried++) == true ? 500 : 5, null, 0));
        return search;
    }

    [Theory]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(777)]
    [InlineData(3_210)]
    [InlineData(19_000)]
    public void TheCapacityIsFoundToATenth(double capacity)
    {
        var search = Search(capacity);

        ((double)search.Sustained).ShouldBeInRange(capacity * 0.88, capacity);
        search.Steps.Count.ShouldBeLessThanOrEqualTo(24);
    }

    [Fact]
    public void NoStepGoesBeyondTheHighestRate()
    {
        var search = Search(double.MaxValue);

        search.Sustained.ShouldBe(Objective.To);
        search.Steps.Max(s => s.Rate).ShouldBe(Objective.To);
    }

    [Fact]
    public void AStepThatBreaksByChanceIsTriedAgain()
    {
        var search = Search(1_000, breaksByChance: tried => tried == 2);

        search.Sustained.ShouldBeInRange(880, 1_000);
        search.Steps.Count(s => s.Rate == 400).ShouldBe(2);
    }

    [Fact]
    public void AServiceThatKeepsNothingEndsTheSearchAtZero() => Search(0).Sustained.ShouldBe(0);

    [Theory]
    [InlineData(100, 100, 50, null, 0, null)]
    [InlineData(100, 100, 50, null, 1.1, "1.1 % failed")]
    [InlineData(100, 90, 50, null, 0, "90 of 100 answered in time")]
    [InlineData(100, 100, 101, null, 0, "p99 101 ms")]
    [InlineData(100, 100, 110, "The generator was the bottleneck.", 0, "p99 110 ms, most of them the generator's own")]
    public void AStepNamesWhatItBroke(int rate, double answered, double p99, string? doubt, double failed, string? broke) =>
        CapacityStep.Judge(Objective, rate, answered, p99, doubt, failed).Broke.ShouldBe(broke);

    [Theory]
    [InlineData(true, true, "The rate found is not the service's limit: at 200/s the generator was the bottleneck.")]
    [InlineData(true, false, null)]
    [InlineData(false, false, null)]
    public void AServiceIsNotBlamedForTheGeneratorsLimit(bool first, bool second, string? doubt)
    {
        var finding = new CapacityFinding(100, Objective, [Step(100, 5, false), Step(200, 500, first), Step(200, 500, second), Step(400, 500, true)]);

        finding.Doubt.ShouldBe(doubt);

        static CapacityStep Step(int rate, double p99, bool doubted) => CapacityStep.Judge(Objective, rate, rate, p99, doubted ? "The generator was the bottleneck." : null, 0);
    }
}

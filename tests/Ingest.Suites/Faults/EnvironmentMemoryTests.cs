namespace Ingest.Suites.Faults;

public sealed class EnvironmentMemoryTests
{
    private static readonly int Enough = (int)(MemoryWatch.WarmUp + MemoryWatch.Shortest).TotalSeconds;

    [Fact]
    public void GrowthBeforeTheWarmUpDoesNotCount()
    {
        var memory = EnvironmentMemory.Of(1, Samples(Enough + 10, second => second < MemoryWatch.WarmUp.TotalSeconds ? 10_000_000 : 50_000_000)).ShouldNotBeNull();

        memory.Growth.ShouldBe(1, tolerance: 0.001);
    }

    [Fact]
    public void ALeakShows() =>
        EnvironmentMemory.Of(1, Samples(Enough + 100, second => 40_000_000 + second * 100_000)).ShouldNotBeNull().Growth.ShouldBeGreaterThan(1.2);

    [Fact]
    public void AShortLifeIsNotJudged() => EnvironmentMemory.Of(1, Samples(Enough - 2, _ => 1)).ShouldBeNull();

    private static Sample[] Samples(int seconds, Func<int, long> resident) =>
        [.. Enumerable.Range(0, seconds).Select(second => new Sample(TimeSpan.FromSeconds(second), resident(second), second))];
}
